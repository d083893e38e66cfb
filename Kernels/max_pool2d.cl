// max_pool2d: y = the winner of each window. Meaning: Sources/ConcordReference/Ops/MaxPool2D.swift.
//
// A work-item takes a row of y, on GPUs an element.

#ifdef CONCORD_GROUP
kernel void concord_max_pool2d(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint height, uint width,
    uint out_height, uint out_width, uint window, uint stride, uint padding) {
  const uint i = (uint)get_global_id(0);
  const uint row = i / out_width, column = i % out_width;
  if (row >= rows) return;
  const global float *plane = x + x_offset + (size_t)(row / out_height) * height * width;
  const int top = (int)(row % out_height * stride) - (int)padding, left = (int)(column * stride) - (int)padding;
  y[y_offset + i] = plane[concord_window_winner(plane, (int)height, (int)width, top, left, (int)window)];
}
#else
// `rows` counts the rows of all planes of y, [out_height, out_width].
kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_max_pool2d(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint height, uint width,
    uint out_height, uint out_width, uint window, uint stride, uint padding) {
  const uint row = (uint)get_global_id(0);
  if (row >= rows) return;
  const size_t first = (size_t)(row / out_height) * height * width;
  const size_t count = (size_t)(rows / out_height) * height * width;
  const global float *plane = x + x_offset + first;
  y += y_offset + (size_t)row * out_width;
  const int top = (int)(row % out_height * stride) - (int)padding;
  // With rounding up, the last window of a row or column is cut off.
  const bool is_square_of_two =
      window == 2 && stride == 2 && padding == 0 && 2 * out_width <= width && 2 * out_height <= height;
  for (uint i = 0; i < out_width;) {
    // The last eight begin before i where fewer are left.
    const uint start = out_width >= 8 ? min(i, out_width - 8) : i;
    const int left = (int)(start * stride) - (int)padding;
    const size_t place = (size_t)top * width + (size_t)left;
    if (is_square_of_two && first + place + width + 16 <= count) {
      // Rows first: the winner of a row's winners. Beyond the row's last window are elements of the next row, which are not stored.
      const float16 above = vload16(0, plane + place), below = vload16(0, plane + place + width);
      const float8 upper = select(above.even, above.odd, concord_second_wins(above.even, above.odd));
      const float8 lower = select(below.even, below.odd, concord_second_wins(below.even, below.odd));
      const float8 largest = select(upper, lower, concord_second_wins(upper, lower));
      if (out_width >= 8) {
        vstore8(largest, 0, y + start);
      } else {
        float values[8];
        vstore8(largest, 0, values);
        for (uint k = 0; k < out_width; ++k) y[k] = values[k];
      }
      i = start + 8;
    } else if (
        out_width >= 8 &&
        concord_windows_are_inside((int)height, (int)width, top, left, (int)window, (int)stride)) {
      uint winners[8];
      vstore8(concord_window_winners(plane, width, (uint)top, (uint)left, window, stride), 0, winners);
      for (uint k = 0; k < 8; ++k) y[start + k] = plane[winners[k]];
      i = start + 8;
    } else {
      y[i] = plane[concord_window_winner(plane, (int)height, (int)width, top, (int)(i * stride) - (int)padding, (int)window)];
      i += 1;
    }
  }
}
#endif
