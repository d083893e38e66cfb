// reduce_gradient: dx[r, c] = dy[r] / divisor: 1 for a sum, the number of columns for a mean.
// Meaning: Sources/ConcordReference/Ops/ReduceGradient.swift.

kernel __attribute__((reqd_work_group_size(256, 1, 1))) void concord_reduce_gradient(
    const global float *dy, ulong dy_offset, global float *dx, ulong dx_offset, ulong count, uint columns, uint divisor) {
  const size_t i = get_global_id(0);
  if (i >= count) return;
  const float value = dy[dy_offset + (uint)i / columns];
  // Not a division by 1: it would change the bits of no number, but take its time.
  dx[dx_offset + i] = divisor == 1u ? value : concord_divide(value, (float)divisor);
}
