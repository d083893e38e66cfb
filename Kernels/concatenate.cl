// concatenate: each row of y is the rows of the inputs, one after another. Meaning: Sources/ConcordReference/Ops/Concatenate.swift.

// Puts the rows of one input, `width` long, into those of y, `pitch` long, from `place` on. A work-item takes 16 columns of a row, on GPUs one.
CONCORD_COLUMNS void concord_concatenate(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint width, uint pitch,
    uint place) {
  CONCORD_COLUMN_OF(row, column, width);
  if (row >= rows) return;
  x += x_offset + (size_t)row * width + column;
  y += y_offset + (size_t)row * pitch + place + column;
  const uint left = width - column;
  if (CONCORD_EACH == 16u && left >= 16u) {
    vstore16(vload16(0, x), 0, y);
  } else {
    for (uint i = 0; i < CONCORD_LEFT(left); ++i) y[i] = x[i];
  }
}
