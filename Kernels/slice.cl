// slice: each row of y is a part of the row of x. Meaning: Sources/ConcordReference/Ops/Slice.swift.

// Rows of x are `pitch` long, those of y `width`: what x has from `place` on. A work-item takes 16 columns of a row, on GPUs one.
CONCORD_COLUMNS void concord_slice(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint width, uint pitch,
    uint place) {
  CONCORD_COLUMN_OF(row, column, width);
  if (row >= rows) return;
  x += x_offset + (size_t)row * pitch + place + column;
  y += y_offset + (size_t)row * width + column;
  const uint left = width - column;
  if (CONCORD_EACH == 16u && left >= 16u) {
    vstore16(vload16(0, x), 0, y);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(left); ++i) y[i] = x[i];
  }
}
