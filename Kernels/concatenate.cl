// concatenate: each row of y is the rows of the inputs, one after another. Meaning: Sources/ConcordReference/Ops/Concatenate.swift.

// Puts the rows of one input, `width` long, into those of y, `pitch` long, from `place` on. A work-item takes 16 columns of a row.
kernel __attribute__((reqd_work_group_size(1, 16, 1))) void concord_concatenate(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint width, uint pitch,
    uint place) {
  const uint row = (uint)get_global_id(1);
  if (row >= rows) return;
  const uint column = (uint)get_global_id(0) * 16u;
  x += x_offset + (size_t)row * width + column;
  y += y_offset + (size_t)row * pitch + place + column;
  const uint left = width - column;
  if (left >= 16u) {
    vstore16(vload16(0, x), 0, y);
  } else {
    for (uint i = 0; i < left; ++i) y[i] = x[i];
  }
}
