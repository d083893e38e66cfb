// Planes with zeros around them, so that a convolution reads its padding where it reads everything else.
//
// A work-item takes `band` rows of a plane of y: of [rows, columns], in which x, planes of [height, width], begin at (top, left).

#ifdef CONCORD_GROUP

// On GPUs it takes an element.
kernel void concord_convolution_border(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint planes, uint height, uint width, uint rows,
    uint columns, uint top, uint left, uint band) {
  const size_t i = get_global_id(0);
  const size_t plane = i / (rows * columns);
  if (plane >= planes) return;
  const uint place = (uint)(i - plane * (rows * columns));
  // They wrap around to numbers beyond any plane above and before x.
  const uint row = place / columns - top, column = place % columns - left;
  y[y_offset + i] = row < height && column < width ? x[x_offset + (plane * height + row) * width + column] : 0.0f;
}

#else

static inline void concord_border_zeros(global float *y, uint count) {
  uint i = 0;
  for (; count - i >= 8; i += 8) vstore8((float8)(0.0f), 0, y + i);
  for (; i < count; ++i) y[i] = 0.0f;
}

kernel __attribute__((reqd_work_group_size(1, 16, 1))) void concord_convolution_border(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint planes, uint height, uint width, uint rows,
    uint columns, uint top, uint left, uint band) {
  const size_t plane = get_global_id(1);
  if (plane >= planes) return;
  const uint first = (uint)get_global_id(0) * band;
  const uint end = min(rows, first + band);
  x += x_offset + plane * height * width;
  y += y_offset + (plane * rows + first) * columns;
  for (uint row = first; row < end; ++row, y += columns) {
    if (row < top || row - top >= height) {
      concord_border_zeros(y, columns);
      continue;
    }
    const global float *line = x + (size_t)(row - top) * width;
    concord_border_zeros(y, left);
    uint i = 0;
    for (; width - i >= 8; i += 8) vstore8(vload8(0, line + i), 0, y + left + i);
    for (; i < width; ++i) y[left + i] = line[i];
    concord_border_zeros(y + left + width, columns - left - width);
  }
}

#endif
