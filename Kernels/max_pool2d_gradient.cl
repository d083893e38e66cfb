// max_pool2d_gradient: dx = the sum of dy over the windows that an element wins, in ascending order.
// Meaning: Sources/ConcordReference/Ops/MaxPool2DGradient.swift.
//
// A work-item takes `band` rows of a plane of dx, zeroes them and goes through the windows that touch them: whatever a window
// adds to an element comes after what the windows before it added.

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_max_pool2d_gradient(
    const global float *x, ulong x_offset, const global float *dy, ulong dy_offset, global float *dx, ulong dx_offset,
    uint height, uint width, uint out_height, uint out_width, uint window, uint stride, uint padding, uint band) {
  const size_t plane = get_global_id(1);
  const uint first = (uint)get_global_id(0) * band;
  const uint end = min(height, first + band);
  x += x_offset + plane * height * width;
  dy += dy_offset + plane * out_height * out_width;
  dx += dx_offset + plane * height * width;
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
