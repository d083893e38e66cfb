// max_pool2d_gradient: dx = the sum of dy over the windows that an element wins, in ascending order.
// Meaning: Sources/ConcordReference/Ops/MaxPool2DGradient.swift.
//
// A work-item takes `band` rows of a plane of dx, zeroes them and goes through the windows that touch them: whatever a window
// adds to an element comes after what the windows before it added. On GPUs it takes an element, and gathers from the windows.

#ifdef CONCORD_GROUP
kernel void concord_max_pool2d_gradient(
    const global float *x, ulong x_offset, const global float *dy, ulong dy_offset, global float *dx, ulong dx_offset,
    uint height, uint width, uint out_height, uint out_width, uint window, uint stride, uint padding, uint band, uint planes) {
  const uint i = (uint)get_global_id(0);
  const uint column = i % width, row = i / width % height, plane = i / width / height;
  if (plane >= planes) return;
  x += x_offset + (size_t)plane * height * width;
  dy += dy_offset + (size_t)plane * out_height * out_width;
  float sum = 0.0f;
  for (uint h = CONCORD_FIRST_WINDOW(row); h < CONCORD_END_WINDOW(row, out_height); ++h)
    for (uint w = CONCORD_FIRST_WINDOW(column); w < CONCORD_END_WINDOW(column, out_width); ++w) {
      const uint winner = concord_window_winner(
          x, (int)height, (int)width, (int)(h * stride) - (int)padding, (int)(w * stride) - (int)padding, (int)window);
      if (winner == row * width + column) sum = sum + dy[h * out_width + w];
    }
  dx[dx_offset + i] = sum;
}
#else
// Windows of 2 x 2 that lie side by side without a gap: an element of dx is in one of them.

// Elements 0 ... 15, of which those from `count` on do not matter, nor may all be read unless `whole` is set.
static inline float16 concord_square_row(const global float *x, uint count, bool whole) {
  if (whole) return vload16(0, x);
  float values[16];
  for (uint i = 0; i < 16u; ++i) values[i] = i < count ? x[i] : 0.0f;
  return vload16(0, values);
}

static inline void concord_store_square_row(float16 value, global float *dx, uint count) {
  if (count == 16u) {
    vstore16(value, 0, dx);
    return;
  }
  float values[16];
  vstore16(value, 0, values);
  for (uint i = 0; i < count; ++i) dx[i] = values[i];
}

// Eight windows, or as many as `count` says, in two rows of x and dx that are `width` apart.
static inline void concord_square_gradients(
    const global float *x, const global float *dy, global float *dx, uint width, uint count, bool whole) {
  const float16 above = concord_square_row(x, 2 * count, whole);
  const float16 below = concord_square_row(x + width, 2 * count, whole);
  // From +0, which makes +0 of -0.
  const float8 zero = (float8)(0.0f), sum = zero + concord_square_row(dy, count, whole).lo;
  // The winner of a row's winners.
  const int8 is_right_above = concord_second_wins(above.even, above.odd);
  const int8 is_right_below = concord_second_wins(below.even, below.odd);
  const int8 is_below = concord_second_wins(
      select(above.even, above.odd, is_right_above), select(below.even, below.odd, is_right_below));
  const float8 of_above = select(sum, zero, is_below), of_below = select(zero, sum, is_below);
  float16 row;
  row.even = select(of_above, zero, is_right_above);
  row.odd = select(zero, of_above, is_right_above);
  concord_store_square_row(row, dx, 2 * count);
  row.even = select(of_below, zero, is_right_below);
  row.odd = select(zero, of_below, is_right_below);
  concord_store_square_row(row, dx + width, 2 * count);
}

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_max_pool2d_gradient(
    const global float *x, ulong x_offset, const global float *dy, ulong dy_offset, global float *dx, ulong dx_offset,
    uint height, uint width, uint out_height, uint out_width, uint window, uint stride, uint padding, uint band, uint planes) {
  const size_t plane = get_global_id(1);
  const uint first = (uint)get_global_id(0) * band;
  const uint end = min(height, first + band);
  x += x_offset + plane * height * width;
  dy += dy_offset + plane * out_height * out_width;
  dx += dx_offset + plane * height * width;
  if (window == 2 && stride == 2 && padding == 0 && height % 2 == 0 && width == 2 * out_width && band % 2 == 0) {
    // Of this row of dy and what follows it in the tensor.
    size_t left = (planes - plane) * out_height * out_width - first / 2 * out_width;
    for (uint row = first / 2; row < end / 2; ++row, left -= out_width)
      for (uint column = 0; column < out_width; column += 8) {
        // The last eight begin before `column` where fewer are left.
        const uint start = out_width >= 8 ? min(column, out_width - 8) : column;
        concord_square_gradients(
            x + row * 2 * width + 2 * start, dy + row * out_width + start, dx + row * 2 * width + 2 * start, width,
            min(out_width, 8u), left >= start + 16u);
      }
    return;
  }
  for (uint i = first * width; i < end * width; ++i) dx[i] = 0.0f;

  // The first window whose last row is not above the band.
  const uint above = first + padding >= window ? first + padding - window + 1u : 0u;
  const uint last = min(out_height, (end - 1u + padding) / stride + 1u);
  for (uint row = (above + stride - 1u) / stride; row < last; ++row) {
    const int top = (int)(row * stride) - (int)padding;
    for (uint column = 0; column < out_width;) {
      // The last eight begin before `column` where fewer are left; what was taken before is not taken again.
      uint start = out_width >= 8 ? min(column, out_width - 8) : column;
      const int left = (int)(start * stride) - (int)padding;
      uint winners[8];
      uint count = 8;
      if (out_width >= 8 &&
          concord_windows_are_inside((int)height, (int)width, top, left, (int)window, (int)stride)) {
        vstore8(concord_window_winners(x, width, (uint)top, (uint)left, window, stride), 0, winners);
      } else {
        start = column;
        count = 1;
        winners[0] = concord_window_winner(
            x, (int)height, (int)width, top, (int)(column * stride) - (int)padding, (int)window);
      }
      for (uint k = column - start; k < count; ++k)
        if (winners[k] >= first * width && winners[k] < end * width)
          dx[winners[k]] = dx[winners[k]] + dy[row * out_width + start + k];
      column = start + count;
    }
  }
}
#endif
