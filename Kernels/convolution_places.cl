// What convolution_local.cl and conv2d_weight_gradient_local.cl start from: where the taps of a chain are.

// For each tap (channel of x, row, column of the filter) four numbers: its place among the weights of an output channel; its place in x,
// seen from an output's own; its row and column, seen likewise, which tell whether x has it. Of the filter's rows and columns
// only every step-th from (first_row, first_column) are there, row_taps and column_taps of them; from one to the next it is
// row_distance and column_distance in x, from (row, column) on. Filters' channels of x are x_stride apart, their rows
// kernel_width; x's planes have `height` rows of `width`.
CONCORD_ITEMS(16) void concord_convolution_places(
    global int *places, ulong places_offset, uint taps, uint x_stride, uint kernel_width, uint first_row, uint first_column,
    uint step, uint row_taps, uint column_taps, int row, int column, int row_distance, int column_distance, uint height,
    uint width) {
  const uint tap = (uint)get_global_id(0);
  if (tap >= taps) return;
  const uint channel = tap / (row_taps * column_taps);
  const uint i = tap / column_taps % row_taps, j = tap % column_taps;
  const int h = row + (int)i * row_distance, w = column + (int)j * column_distance;
  global int *place = places + places_offset + 4 * (size_t)tap;
  place[0] = (int)(channel * x_stride + (first_row + i * step) * kernel_width + first_column + j * step);
  place[1] = (int)(channel * height * width) + h * (int)width + w;
  place[2] = h;
  place[3] = w;
}
