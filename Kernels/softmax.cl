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

// The same of the first columns of a row, as many as its sample's length and, where it is causal, its place among `queries` leave; +0 in the
// others. `rows_each` are a sample's.
CONCORD_ROWS(1) void concord_softmax_masked(
    const global float *restrict x, ulong x_offset, const global int *lengths, ulong lengths_offset, global float *restrict y,
    ulong y_offset, uint columns, uint rows_each, uint queries, uint is_causal, uint has_lengths) {
  CONCORD_LANES;
  const size_t r = CONCORD_ROW;
  x += x_offset + r * columns;
  y += y_offset + r * columns;
  uint count = columns;
  if (is_causal) count = min(count, (uint)(r % queries) + 1u);
  if (has_lengths) count = min(count, (uint)max(0, lengths[lengths_offset + r / rows_each]));
  const float largest = CONCORD_ROW_MAXIMUM(x, count);
  CONCORD_ALONG(k, count) y[k] = concord_exp(x[k] - largest);
  const float sum = CONCORD_ROW_SUM(y, count);
  CONCORD_ALONG(k, columns) y[k] = k < count ? concord_divide(y[k], sum) : 0.0f;
}
