// What max_pool2d.cl and max_pool2d_gradient.cl share: which element wins a window.

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
