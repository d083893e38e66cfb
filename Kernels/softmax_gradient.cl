// softmax_gradient: dx = y (dy - sum y dy) for each row. Meaning: Sources/ConcordReference/Ops/SoftmaxGradient.swift.

CONCORD_ROWS(1) void concord_softmax_gradient(
    const global float *restrict y, ulong y_offset, const global float *restrict dy, ulong dy_offset,
    global float *restrict dx, ulong dx_offset, uint columns) {
  CONCORD_LANES;
  const size_t r = CONCORD_ROW;
  y += y_offset + r * columns;
  dy += dy_offset + r * columns;
  dx += dx_offset + r * columns;
  CONCORD_ALONG(k, columns) dx[k] = y[k] * dy[k];
  const float sum = CONCORD_ROW_SUM(dx, columns);
  CONCORD_ALONG(k, columns) dx[k] = y[k] * (dy[k] - sum);
}
