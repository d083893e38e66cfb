// avg_pool2d: y = the sum of each window, padding included, / its size. Meaning: Sources/ConcordReference/Ops/AvgPool2D.swift.
//
// A work-item takes a row of y, on GPUs an element.

#ifdef CONCORD_GROUP
kernel void concord_avg_pool2d(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint height, uint width,
    uint out_height, uint out_width, uint window, uint stride, uint padding) {
  const uint i = (uint)get_global_id(0);
  const uint row = i / out_width, column = i % out_width;
  if (row >= rows) return;
  const global float *plane = x + x_offset + (size_t)(row / out_height) * height * width;
  const int top = (int)(row % out_height * stride) - (int)padding, left = (int)(column * stride) - (int)padding;
  float sum = 0.0f;
  for (int h = max(top, 0); h < min(top + (int)window, (int)height); ++h)
    for (int w = max(left, 0); w < min(left + (int)window, (int)width); ++w) sum = sum + plane[h * (int)width + w];
  y[y_offset + i] = concord_divide(sum, (float)(window * window));
}
#else
// `rows` counts the rows of all planes of y, [out_height, out_width].
kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_avg_pool2d(
    const global float *x, ulong x_offset, global float *y, ulong y_offset, uint rows, uint height, uint width,
    uint out_height, uint out_width, uint window, uint stride, uint padding) {
  const uint row = (uint)get_global_id(0);
  if (row >= rows) return;
  const global float *plane = x + x_offset + (size_t)(row / out_height) * height * width;
  y += y_offset + (size_t)row * out_width;
  const int top = (int)(row % out_height * stride) - (int)padding;
  const int first_row = max(top, 0), end_row = min(top + (int)window, (int)height);
  const float size = (float)(window * window);
  for (uint i = 0; i < out_width; ++i) {
    const int left = (int)(i * stride) - (int)padding;
    const int first_column = max(left, 0), end_column = min(left + (int)window, (int)width);
    // A sum that starts from +0 is never -0, so the zeros of the padding change nothing and are left out.
    float sum = 0.0f;
    for (int h = first_row; h < end_row; ++h)
      for (int w = first_column; w < end_column; ++w) sum = sum + plane[h * (int)width + w];
    y[i] = concord_divide(sum, size);
  }
}
#endif
