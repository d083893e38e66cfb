// conv2d and conv2d_input_gradient: y, each element one ascending fma chain over its taps; then bias, then activation.
// Meaning: Sources/ConcordReference/Ops/Conv2D.swift, Conv2DInputGradient.swift; how the two become one:
// Plugins/OpenCL/Sources/Ops/Convolution.swift.
//
// A chain's taps are the same for all elements of a group of y: weights, and places in x seen from the element's own. One
// work-item owns up to COLUMNS channels of y at some positions, which it takes ROWS at a time: they stay in
// ROWS x VECTORS vector registers while the taps ascend. x has zeros where the convolution is padded, so no tap is special.
//
// ROWS, COLUMNS           the tile
// VECTORS, WIDTH          of COLUMNS; ROWS x VECTORS + VECTORS + 1 vectors of WIDTH floats must fit into the registers

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(float, WIDTH)
#define LOAD JOIN(vload, WIDTH)
#define STORE JOIN(vstore, WIDTH)
#define UNROLLED __attribute__((opencl_unroll_hint))

// What the code below takes for granted.
#if COLUMNS != VECTORS * WIDTH
#error a tile that this kernel cannot serve
#endif

#ifndef CONCORD_SOFTWARE_FMA
// Takes the taps from first_tap up to end_tap: all of them, or a part where earlier launches took those before (then continued is
// set). `count` positions, [samples][rows][columns], from which the work-item takes `each`. From one to the next it is x_sample,
// x_row and x_column in x and likewise in y, whose channels are y_plane apart. bias counts where has_bias is set.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_convolution(
    const global float *x, ulong x_offset, const global float *weights, ulong weights_offset, const global int *places,
    ulong places_offset, const global float *bias, ulong bias_offset, global float *y, ulong y_offset, uint count, uint rows,
    uint columns, uint each, uint blocks, uint y_channels, uint taps, uint first_tap, uint end_tap, uint x_sample,
    uint x_group, uint x_row, uint x_column, uint y_sample, uint y_plane, uint y_first, uint y_row, uint y_column,
    uint has_bias, uint relu, uint continued, uint groups) {
  const uint block = (uint)get_global_id(1);
  const uint group = block / blocks, j0 = block % blocks * COLUMNS;
  const uint width = min((uint)COLUMNS, y_channels - j0);
  x += x_offset + (size_t)group * x_group;
  y += y_offset + y_first + ((size_t)group * y_channels + j0) * y_plane;
  weights += weights_offset + (size_t)block * taps * COLUMNS;
  places += places_offset;

  VECTOR biases[VECTORS];
  float values[ROWS * COLUMNS] __attribute__((aligned(64)));
  for (uint j = 0; j < COLUMNS; ++j)
    values[j] = has_bias && j < width ? bias[bias_offset + group * y_channels + j0 + j] : 0.0f;
  UNROLLED for (uint v = 0; v < VECTORS; ++v) biases[v] = LOAD(v, values);

  uint position = (uint)get_global_id(0) * each;
  const uint end = min(count, position + each);
  uint column = position % columns, row = position / columns % rows, sample = position / columns / rows;
  while (position < end) {
    const uint height = min((uint)ROWS, end - position);
    const global float *pixels[ROWS];
    global float *targets[ROWS];
    const bool neighbours = y_column == 1 && column + ROWS <= columns && height == ROWS;
    UNROLLED for (uint r = 0; r < ROWS; ++r) {
      // Positions beyond the last repeat it and are not stored.
      pixels[r] = x + (size_t)sample * x_sample + (size_t)row * x_row + (size_t)column * x_column;
      targets[r] = y + (size_t)sample * y_sample + (size_t)row * y_row + (size_t)column * y_column;
      if (position + r + 1 < end) {
        column += 1;
        if (column == columns) {
          column = 0;
          row += 1;
        }
        if (row == rows) {
          row = 0;
          sample += 1;
        }
      }
    }
    VECTOR sums[ROWS][VECTORS];
    if (continued) {
      for (uint r = 0; r < ROWS; ++r)
        for (uint j = 0; j < COLUMNS; ++j) values[r * COLUMNS + j] = j < width ? targets[r][(size_t)j * y_plane] : 0.0f;
    }
    UNROLLED for (uint r = 0; r < ROWS; ++r)
      UNROLLED for (uint v = 0; v < VECTORS; ++v)
        sums[r][v] = continued ? LOAD(v, values + r * COLUMNS) : (VECTOR)(0.0f);

    for (uint tap = first_tap; tap < end_tap; ++tap) {
      const int place = places[tap];
      VECTOR line[VECTORS];
      UNROLLED for (uint v = 0; v < VECTORS; ++v) line[v] = LOAD(v, weights + (size_t)tap * COLUMNS);
      UNROLLED for (uint r = 0; r < ROWS; ++r) {
        const VECTOR pixel = (VECTOR)(pixels[r][place]);
        UNROLLED for (uint v = 0; v < VECTORS; ++v) sums[r][v] = fma(pixel, line[v], sums[r][v]);
      }
    }

    UNROLLED for (uint r = 0; r < ROWS; ++r)
      UNROLLED for (uint v = 0; v < VECTORS; ++v) {
        if (has_bias) sums[r][v] = sums[r][v] + biases[v];
        if (relu) sums[r][v] = select(sums[r][v], (VECTOR)(0.0f), sums[r][v] <= (VECTOR)(0.0f));
        STORE(sums[r][v], v, values + r * COLUMNS);
      }
    if (neighbours) {
      for (uint j = 0; j < width; ++j)
        UNROLLED for (uint r = 0; r < ROWS; ++r) targets[0][(size_t)j * y_plane + r] = values[r * COLUMNS + j];
    } else {
      for (uint r = 0; r < height; ++r)
        for (uint j = 0; j < width; ++j) targets[r][(size_t)j * y_plane] = values[r * COLUMNS + j];
    }
    position += height;
  }
}
#else

// Where the device's fma is not exact: a work-item takes one element of y, `each` being 1, with the device's own fma while it can be
// checked, and otherwise again in integers (matmul_checked.cl says why).
kernel void concord_convolution(
    const global float *x, ulong x_offset, const global float *weights, ulong weights_offset, const global int *places,
    ulong places_offset, const global float *bias, ulong bias_offset, global float *y, ulong y_offset, uint count, uint rows,
    uint columns, uint each, uint blocks, uint y_channels, uint taps, uint first_tap, uint end_tap, uint x_sample,
    uint x_group, uint x_row, uint x_column, uint y_sample, uint y_plane, uint y_first, uint y_row, uint y_column,
    uint has_bias, uint relu, uint continued, uint groups) {
  const uint position = (uint)get_global_id(0);
  const uint channel = (uint)get_global_id(1);
  if (position >= count || channel >= groups * y_channels) return;
  const uint group = channel / y_channels, j = channel % y_channels;
  const uint column = position % columns, row = position / columns % rows, sample = position / columns / rows;
  const global float *pixel = x + x_offset + (size_t)group * x_group + (size_t)sample * x_sample + (size_t)row * x_row +
                              (size_t)column * x_column;
  global float *target = y + y_offset + y_first + (size_t)channel * y_plane + (size_t)sample * y_sample +
                         (size_t)row * y_row + (size_t)column * y_column;
  weights += weights_offset + (size_t)(group * blocks + j / COLUMNS) * taps * COLUMNS + j % COLUMNS;
  places += places_offset;
  const float start = continued ? *target : 0.0f;

  bool exact = true;
  float sum = start;
  for (uint tap = first_tap; tap < end_tap; ++tap)
    sum = concord_checked_fma(pixel[places[tap]], weights[(size_t)tap * COLUMNS], sum, &exact);
  if (!exact) sum = start;
  const uint again = exact ? first_tap : end_tap;
  for (uint tap = first_tap; tap < again; ++tap)
    sum = concord_software_fma(pixel[places[tap]], weights[(size_t)tap * COLUMNS], sum);

  if (has_bias) sum = sum + bias[bias_offset + channel];
  if (relu) sum = sum <= 0.0f ? 0.0f : sum;
  *target = sum;
}
#endif
