// reduce, the maximum: y[r] = the largest of row r. Meaning: Sources/ConcordReference/Ops/Reduce.swift.
//
// A work-item takes `each` rows.

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_reduce_max(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint columns, uint rows, uint each) {
  const uint first = (uint)get_global_id(0) * each;
  const uint end = first + min(each, rows - first);
  for (uint r = first; r < end; ++r)
    y[y_offset + r] = concord_row_maximum(x + x_offset + (size_t)r * columns, columns);
}
