// softmax: y = e^x / sum e^x for each row. Meaning: Sources/ConcordReference/Ops/Softmax.swift.

CONCORD_ROWS(1) void concord_softmax(
    const global float *restrict x, ulong x_offset, global float *restrict y, ulong y_offset, uint columns) {
  CONCORD_LANES;
  const size_t r = CONCORD_ROW;
  x += x_offset + r * columns;
  y += y_offset + r * columns;
  const float largest = CONCORD_ROW_MAXIMUM(x, columns);
  CONCORD_ALONG(k, columns) y[k] = concord_exp(x[k] - largest);
  const float sum = CONCORD_ROW_SUM(y, columns);
  CONCORD_ALONG(k, columns) y[k] = concord_divide(y[k], sum);
}
