// reduce: y[r] = the 64-lane sum, mean or maximum of row r. Meaning: Sources/ConcordReference/Ops/Reduce.swift.
//
// A work-item takes `each` rows.

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_reduce(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint columns, uint rows, uint each,
    uint is_mean) {
  const uint first = (uint)get_global_id(0) * each;
  const uint end = first + min(each, rows - first);
  for (uint r = first; r < end; ++r) {
    const float sum = concord_row_sum(x + x_offset + (size_t)r * columns, columns);
    y[y_offset + r] = is_mean ? concord_divide(sum, (float)columns) : sum;
  }
}
