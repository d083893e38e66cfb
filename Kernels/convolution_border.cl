// Planes with zeros around them, so that a convolution reads its padding where it reads everything else.
//
// A work-item takes a row of y: planes of [rows, columns], in which x, planes of [height, width], begin at (top, left).

static inline void concord_border_zeros(global float *y, uint count) {
  uint i = 0;
  for (; count - i >= 8; i += 8) vstore8((float8)(0.0f), 0, y + i);
  for (; i < count; ++i) y[i] = 0.0f;
}

kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_convolution_border(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count, uint height, uint width, uint rows,
    uint columns, uint top, uint left) {
  const size_t row = get_global_id(0);
  if (row >= count) return;
  const uint line = (uint)(row % rows);
  y += y_offset + row * columns;
  if (line < top || line - top >= height) {
    concord_border_zeros(y, columns);
    return;
  }
  x += x_offset + (row / rows * height + line - top) * width;
  concord_border_zeros(y, left);
  y += left;
  uint i = 0;
  for (; width - i >= 8; i += 8) vstore8(vload8(0, x + i), 0, y + i);
  for (; i < width; ++i) y[i] = x[i];
  concord_border_zeros(y + width, columns - left - width);
}
