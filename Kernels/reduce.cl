// reduce: y[r] = the 64-lane sum, mean or maximum of row r. Meaning: Sources/ConcordReference/Ops/Reduce.swift.
//
// A work-item, or a group of them on GPUs, takes `each` rows.

CONCORD_ROWS(1) void concord_reduce(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint columns, uint rows, uint each,
    uint is_mean) {
  CONCORD_LANES;
  const uint first = (uint)CONCORD_ROW * each;
  const uint end = first + min(each, rows - first);
  for (uint r = first; r < end; ++r) {
    const float sum = CONCORD_ROW_SUM(x + x_offset + (size_t)r * columns, columns);
    if (CONCORD_IS_FIRST) y[y_offset + r] = is_mean ? concord_divide(sum, (float)columns) : sum;
  }
}
