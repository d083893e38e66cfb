// pad: each row of y is +0, but for the row of x within it. Meaning: Sources/ConcordReference/Ops/Pad.swift.

// Rows of x are `width` long, those of y `pitch`; x begins at `place`. A work-item takes 16 columns of a row of y, on GPUs one.
CONCORD_COLUMNS void concord_pad(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint width, uint pitch,
    uint place) {
  CONCORD_COLUMN_OF(row, column, pitch);
  if (row >= rows) return;
  x += x_offset + (size_t)row * width;
  y += y_offset + (size_t)row * pitch + column;
  if (CONCORD_EACH == 16u && column >= place && column + 16u <= place + width) {
    vstore16(vload16(0, x + (column - place)), 0, y);
    return;
  }
  const uint end = CONCORD_LEFT(min(16u, pitch - column));
  for (uint i = 0; i < end; ++i) {
    // Wraps around to a number beyond any width where the column lies before x.
    const uint source = column + i - place;
    y[i] = source < width ? x[source] : 0.0f;
  }
}
