// avg_pool2d_gradient: dx = the sum of dy / the window's size over the windows that contain an element, in ascending order.
// Meaning: Sources/ConcordReference/Ops/AvgPool2DGradient.swift.
//
// A work-item takes `band` rows of a plane of dx, zeroes them and goes through the windows that touch them: whatever a window
// adds to an element comes after what the windows before it added. On GPUs it takes an element, and gathers from the windows.

#ifdef CONCORD_GROUP
kernel void concord_avg_pool2d_gradient(
    const global float *dy, ulong dy_offset, global float *dx, ulong dx_offset, uint height, uint width, uint out_height,
    uint out_width, uint window, uint stride, uint padding, uint band, uint planes) {
  const uint i = (uint)get_global_id(0);
  const uint column = i % width, row = i / width % height, plane = i / width / height;
  if (plane >= planes) return;
  dy += dy_offset + (size_t)plane * out_height * out_width;
  const float size = (float)(window * window);
  float sum = 0.0f;
  for (uint h = CONCORD_FIRST_WINDOW(row); h < CONCORD_END_WINDOW(row, out_height); ++h)
    for (uint w = CONCORD_FIRST_WINDOW(column); w < CONCORD_END_WINDOW(column, out_width); ++w)
      sum = sum + concord_divide(dy[h * out_width + w], size);
  dx[dx_offset + i] = sum;
}
#else
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_avg_pool2d_gradient(
    const global float *dy, ulong dy_offset, global float *dx, ulong dx_offset, uint height, uint width, uint out_height,
    uint out_width, uint window, uint stride, uint padding, uint band, uint planes) {
  const size_t plane = get_global_id(1);
  const uint first = (uint)get_global_id(0) * band;
  const uint end = min(height, first + band);
  dy += dy_offset + plane * out_height * out_width;
  dx += dx_offset + plane * height * width;
  for (uint i = first * width; i < end * width; ++i) dx[i] = 0.0f;

  const float size = (float)(window * window);
  // The first window whose last row is not above the band.
  const uint above = first + padding >= window ? first + padding - window + 1u : 0u;
  const uint last = min(out_height, (end - 1u + padding) / stride + 1u);
  for (uint row = (above + stride - 1u) / stride; row < last; ++row) {
    const int top = (int)(row * stride) - (int)padding;
    const int first_row = max(top, (int)first), end_row = min(top + (int)window, (int)end);
    for (uint column = 0; column < out_width; ++column) {
      const int left = (int)(column * stride) - (int)padding;
      const int first_column = max(left, 0), end_column = min(left + (int)window, (int)width);
      const float share = concord_divide(dy[row * out_width + column], size);
      for (int h = first_row; h < end_row; ++h)
        for (int w = first_column; w < end_column; ++w) dx[h * (int)width + w] = dx[h * (int)width + w] + share;
    }
  }
}
#endif
