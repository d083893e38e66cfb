// reduce: y[r] = the 64-lane sum, mean or maximum of row r. Meaning: Sources/ConcordReference/Ops/Reduce.swift.
//
// A work-item takes `each` rows.

#define CONCORD_REDUCE(NAME, VALUE)                                                                                    \
  kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_reduce_##NAME(                                    \
      const global float *x, ulong x_offset, global float *y, ulong y_offset, uint columns, uint rows, uint each) {    \
    const uint first = (uint)get_global_id(0) * each;                                                                  \
    const uint end = first + min(each, rows - first);                                                                  \
    for (uint r = first; r < end; ++r) {                                                                               \
      const global float *row = x + x_offset + (size_t)r * columns;                                                    \
      y[y_offset + r] = VALUE;                                                                                         \
    }                                                                                                                  \
  }

CONCORD_REDUCE(sum, concord_row_sum(row, columns))
CONCORD_REDUCE(mean, concord_divide(concord_row_sum(row, columns), (float)columns))
CONCORD_REDUCE(max, concord_row_maximum(row, columns))
