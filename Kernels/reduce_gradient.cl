// reduce_gradient: dx[r, c] = dy[r] / divisor: 1 for a sum, the number of columns for a mean.
// Meaning: Sources/ConcordReference/Ops/ReduceGradient.swift.
//
// A work-item takes 16 elements, the last one what is left; on GPUs one.

// Not a division by 1: it would change the bits of no number, but take its time.
static inline float concord_divided(float value, uint divisor) {
  return divisor == 1u ? value : concord_divide(value, (float)divisor);
}

CONCORD_ELEMENTS void concord_reduce_gradient(
    const global float *dy, ulong dy_offset, global float *dx, ulong dx_offset, ulong count, uint columns, uint divisor) {
  const size_t first = get_global_id(0) * CONCORD_EACH;
  if (first >= count) return;
  uint row = (uint)first / columns, column = (uint)first % columns;
  dy += dy_offset;
  dx += dx_offset + first;
  float value = concord_divided(dy[row], divisor);
  if (CONCORD_EACH == 16u && columns - column >= 16u) {
    vstore16((float16)(value), 0, dx);
    return;
  }
  for (uint i = 0; i < CONCORD_LEFT((uint)min(count - first, 16ul)); ++i) {
    if (column == columns) {
      row += 1;
      column = 0;
      value = concord_divided(dy[row], divisor);
    }
    dx[i] = value;
    column += 1;
  }
}
