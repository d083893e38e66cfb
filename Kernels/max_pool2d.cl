// max_pool2d: y = the winner of each window. Meaning: Sources/ConcordReference/Ops/MaxPool2D.swift.
//
// A work-item takes a row of y.

// The place in `plane`, rows of `width`, of the winner of some rows and columns: the first of the largest; the first NaN, where
// there is one.
static inline uint concord_area_winner(
    const global float *plane, uint width, uint top, uint left, uint rows, uint columns) {
  uint winner = top * width + left;
  float largest = plane[winner];
  for (uint row = 0; row < rows; ++row)
    for (uint column = 0; column < columns; ++column) {
      const uint place = (top + row) * width + left + column;
      const float value = plane[place];
      const bool wins = value > largest || (value != value && largest == largest);
      winner = wins ? place : winner;
      largest = wins ? value : largest;
    }
  return winner;
}

// The same of the window from (top, left). What lies outside of the plane, [height, width], takes no part.
static inline uint concord_window_winner(
    const global float *plane, int height, int width, int top, int left, int window) {
  const int first_row = max(top, 0), end_row = min(top + window, height);
  const int first_column = max(left, 0), end_column = min(left + window, width);
  const uint rows = (uint)(end_row - first_row), columns = (uint)(end_column - first_column);
  return concord_area_winner(plane, (uint)width, (uint)first_row, (uint)first_column, rows, columns);
}

// The same of eight windows, `stride` apart, that lie in the plane wholly. Which element wins is not to be guessed: vectors of
// selections take a fifth of the time of branches.
static inline uint8 concord_window_winners(
    const global float *plane, uint width, uint top, uint left, uint window, uint stride) {
  const uint8 apart = (uint8)(0, 1, 2, 3, 4, 5, 6, 7) * stride;
  uint8 winners = apart + (top * width + left);
  float8 largest = (float8)(0.0f);
  for (uint row = 0; row < window; ++row)
    for (uint column = 0; column < window; ++column) {
      const uint place = (top + row) * width + left + column;
      const global float *from = plane + place;
      const float8 value = (float8)(from[0], from[stride], from[2 * stride], from[3 * stride], from[4 * stride],
                                    from[5 * stride], from[6 * stride], from[7 * stride]);
      const int8 first = (int8)(row == 0 && column == 0 ? -1 : 0);
      const int8 wins = first | (value > largest) | ((value != value) & (largest == largest));
      winners = select(winners, apart + place, wins);
      largest = select(largest, value, wins);
    }
  return winners;
}

// Whether the eight windows from `left` lie in the plane wholly.
static inline bool concord_windows_are_inside(int height, int width, int top, int left, int window, int stride) {
  return top >= 0 && left >= 0 && top + window <= height && left + 7 * stride + window <= width;
}

// Of eight pairs of neighbours the second where it wins, as a mask.
static inline int8 concord_second_wins(float8 first, float8 second) { return ~(second <= first) & (first == first); }

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
  const bool is_square_of_two = window == 2 && stride == 2 && padding == 0;
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
