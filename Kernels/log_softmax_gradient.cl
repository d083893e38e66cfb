// log_softmax_gradient: dx = dy - e^y sum dy for each row. Meaning: Sources/ConcordReference/Ops/LogSoftmaxGradient.swift.

CONCORD_ROWS(1) void concord_log_softmax_gradient(
    const global float *restrict y, ulong y_offset, const global float *restrict dy, ulong dy_offset,
    global float *restrict dx, ulong dx_offset, uint columns) {
  CONCORD_LANES;
  const size_t r = CONCORD_ROW;
  y += y_offset + r * columns;
  dy += dy_offset + r * columns;
  dx += dx_offset + r * columns;
  const float sum = CONCORD_ROW_SUM(dy, columns);
  CONCORD_ALONG(k, columns) dx[k] = fma(-concord_exp(y[k]), sum, dy[k]);
}
