// reduce: y[r] = the 64-lane sum, mean or maximum of row r. Meaning: Sources/ConcordReference/Ops/Reduce.swift.

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_reduce_sum(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint columns) {
  const size_t r = get_global_id(0);
  y[y_offset + r] = concord_row_sum(x + x_offset + r * columns, columns);
}

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_reduce_mean(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint columns) {
  const size_t r = get_global_id(0);
  y[y_offset + r] = concord_divide(concord_row_sum(x + x_offset + r * columns, columns), (float)columns);
}

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_reduce_max(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint columns) {
  const size_t r = get_global_id(0);
  y[y_offset + r] = concord_row_maximum(x + x_offset + r * columns, columns);
}
