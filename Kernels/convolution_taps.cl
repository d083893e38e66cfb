// What convolution.cl and convolution_rows.cl start from: the taps of a group of y, each with its weights and its place in x.
//
// COLUMNS  channels of y that lie side by side

// Lays the weights of a group's taps side by side, COLUMNS channels of y in each [block][tap][COLUMNS], zero beyond the last
// channel; and lists the taps' places in x. Taps ascend over (channel of x, row, column of the filter), of whose rows and
// columns only every step-th from (first_row, first_column) are there, row_taps and column_taps of them. From one to the next it
// is plane, row_places and column_places in x, starting at first_place; y_stride and x_stride in the filters, which are of
// kernel_size elements, kernel_width in a row.
kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_convolution_taps(
    const global float *w, ulong w_offset, global float *weights, ulong weights_offset, global int *places,
    ulong places_offset, uint taps, uint y_channels, uint x_channels, uint blocks, uint y_stride, uint x_stride,
    uint kernel_size, uint kernel_width, uint first_row, uint first_column, uint step, uint row_taps, uint column_taps,
    int first_place, int plane, int row_places, int column_places) {
  const uint tap = (uint)get_global_id(0);
  if (tap >= taps) return;
  const uint block = (uint)get_global_id(1);
  const uint channel = tap / (row_taps * column_taps);
  const uint row = tap / column_taps % row_taps, column = tap % column_taps;
  if (block == 0)
    places[places_offset + tap] =
        first_place + (int)channel * plane + (int)row * row_places + (int)column * column_places;

  const uint group = block / blocks, j0 = block % blocks * COLUMNS;
  w += w_offset + (size_t)group * y_channels * x_channels * kernel_size + (size_t)channel * x_stride +
       (first_row + row * step) * kernel_width + first_column + column * step;
  weights += weights_offset + ((size_t)block * taps + tap) * COLUMNS;
  for (uint j = 0; j < COLUMNS; ++j) weights[j] = j0 + j < y_channels ? w[(size_t)(j0 + j) * y_stride] : 0.0f;
}
