// reduce_gradient: dx[r, c, i] = dy[r, i] / divisor: 1 for a sum, the number of columns for a mean.
// Meaning: Sources/ConcordReference/Ops/ReduceGradient.swift.
//
// Not a division by 1: it would change the bits of no number, but take its time.
static inline float concord_divided(float value, uint divisor) {
  return divisor == 1u ? value : concord_divide(value, (float)divisor);
}

// A work-item takes 16 elements, the last one what is left; on GPUs one.
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

// Rows of several places: each row of dx is one of dy. A work-item takes 16 places of a row, on GPUs one.
CONCORD_COLUMNS void concord_reduce_gradient_inner(
    const global float *dy, ulong dy_offset, global float *dx, ulong dx_offset, uint rows, uint inner, uint columns,
    uint divisor) {
  CONCORD_COLUMN_OF(row, place, inner);
  if (row >= rows) return;
  dy += dy_offset + (size_t)(row / columns) * inner + place;
  dx += dx_offset + (size_t)row * inner + place;
  const uint size = min(inner - place, CONCORD_EACH);
  for (uint i = 0; i < size; ++i) dx[i] = concord_divided(dy[i], divisor);
}
