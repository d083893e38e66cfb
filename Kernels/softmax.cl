// softmax: y = e^x / sum e^x for each row. Meaning: Sources/ConcordReference/Ops/Softmax.swift.

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_softmax(
    const global float *restrict x, ulong x_offset, global float *restrict y, ulong y_offset, uint columns) {
  const size_t r = get_global_id(0);
  x += x_offset + r * columns;
  y += y_offset + r * columns;
  const float largest = concord_row_maximum(x, columns);
  for (uint k = 0; k < columns; ++k) y[k] = concord_exp(x[k] - largest);
  const float sum = concord_row_sum(y, columns);
  for (uint k = 0; k < columns; ++k) y[k] = concord_divide(y[k], sum);
}
