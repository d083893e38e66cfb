// Planes with zeros around them, so that a convolution reads its padding where it reads everything else.
//
// A work-item takes a row of y: planes of [rows, columns], in which x, planes of [height, width], begin at (top, left).

kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_convolution_border(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count, uint height, uint width, uint rows,
    uint columns, uint top, uint left) {
  const size_t row = get_global_id(0);
  if (row >= count) return;
  const uint line = (uint)(row % rows);
  y += y_offset + row * columns;
  if (line < top || line - top >= height) {
    for (uint i = 0; i < columns; ++i) y[i] = 0.0f;
    return;
  }
  x += x_offset + (row / rows * height + line - top) * width;
  for (uint i = 0; i < left; ++i) y[i] = 0.0f;
  for (uint i = 0; i < width; ++i) y[left + i] = x[i];
  for (uint i = left + width; i < columns; ++i) y[i] = 0.0f;
}
