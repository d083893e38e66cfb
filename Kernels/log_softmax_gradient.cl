// log_softmax_gradient: dx = dy - e^y sum dy for each row. Meaning: Sources/ConcordReference/Ops/LogSoftmaxGradient.swift.

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_log_softmax_gradient(
    const global float *restrict y, ulong y_offset, const global float *restrict dy, ulong dy_offset,
    global float *restrict dx, ulong dx_offset, uint columns) {
  const size_t r = get_global_id(0);
  y += y_offset + r * columns;
  dy += dy_offset + r * columns;
  dx += dx_offset + r * columns;
  const float sum = concord_row_sum(dy, columns);
  for (uint k = 0; k < columns; ++k) dx[k] = fma(-concord_exp(y[k]), sum, dy[k]);
}
