// The same as convolution.cl, for outputs that lie side by side in y, and whose inputs do so in x.
//
// One work-item owns up to COLUMNS channels of y at some runs of WIDTH columns, which it takes VECTORS at a time: they stay in
// COLUMNS x VECTORS vector registers while the taps ascend. So y is written by whole vectors, and no lane is lost to channels
// that y does not have. The last run of a row begins before the end of the one before it where fewer columns are left: what both
// hold is the same.
//
// COLUMNS, VECTORS, WIDTH  the tile; COLUMNS x VECTORS + VECTORS + 1 vectors of WIDTH floats must fit into the registers

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(float, WIDTH)
#define LOAD JOIN(vload, WIDTH)
#define STORE JOIN(vstore, WIDTH)
#define UNROLLED __attribute__((opencl_unroll_hint))

// `count` runs, [samples][rows][across], from which the work-item takes `each`; `columns` is at least WIDTH. From a row to the next
// it is x_row in x; y_row, and y_column from a column to the next, in y, whose channels are y_plane apart.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_convolution_rows(
    const global float *x, ulong x_offset, const global float *weights, ulong weights_offset, const global int *places,
    ulong places_offset, const global float *bias, ulong bias_offset, global float *y, ulong y_offset, uint count, uint rows,
    uint columns, uint each, uint blocks, uint y_channels, uint taps, uint x_sample, uint x_group, uint x_row, uint y_sample,
    uint y_plane, uint y_first, uint y_row, uint y_column, uint has_bias, uint relu) {
  const uint block = (uint)get_global_id(0);
  const uint group = block / blocks, j0 = block % blocks * COLUMNS;
  const uint width = min((uint)COLUMNS, y_channels - j0);
  const uint across = (columns + WIDTH - 1) / WIDTH;
  x += x_offset + (size_t)group * x_group;
  y += y_offset + y_first + ((size_t)group * y_channels + j0) * y_plane;
  weights += weights_offset + (size_t)block * taps * COLUMNS;
  places += places_offset;
  float biases[COLUMNS];
  UNROLLED for (uint j = 0; j < COLUMNS; ++j)
    biases[j] = has_bias && j < width ? bias[bias_offset + group * y_channels + j0 + j] : 0.0f;

  uint run = (uint)get_global_id(1) * each;
  const uint end = min(count, run + each);
  uint place = run % across, row = run / across % rows, sample = run / across / rows;
  for (; run < end; run += VECTORS) {
    const global float *pixels[VECTORS];
    global float *targets[VECTORS];
    UNROLLED for (uint v = 0; v < VECTORS; ++v) {
      const uint column = min(place * WIDTH, columns - WIDTH);
      pixels[v] = x + (size_t)sample * x_sample + (size_t)row * x_row + column;
      targets[v] = y + (size_t)sample * y_sample + (size_t)row * y_row + (size_t)column * y_column;
      // The last run is repeated where there are fewer.
      if (run + v + 1 < end) {
        place += 1;
        if (place == across) {
          place = 0;
          row += 1;
        }
        if (row == rows) {
          row = 0;
          sample += 1;
        }
      }
    }
    VECTOR sums[COLUMNS][VECTORS];
    UNROLLED for (uint j = 0; j < COLUMNS; ++j)
      UNROLLED for (uint v = 0; v < VECTORS; ++v) sums[j][v] = (VECTOR)(0.0f);

    for (uint tap = 0; tap < taps; ++tap) {
      const int from = places[tap];
      VECTOR line[VECTORS];
      UNROLLED for (uint v = 0; v < VECTORS; ++v) line[v] = LOAD(0, pixels[v] + from);
      UNROLLED for (uint j = 0; j < COLUMNS; ++j) {
        const VECTOR weight = (VECTOR)(weights[(size_t)tap * COLUMNS + j]);
        UNROLLED for (uint v = 0; v < VECTORS; ++v) sums[j][v] = fma(line[v], weight, sums[j][v]);
      }
    }

    UNROLLED for (uint j = 0; j < COLUMNS; ++j)
      UNROLLED for (uint v = 0; v < VECTORS; ++v) {
        VECTOR sum = sums[j][v];
        if (has_bias) sum = sum + biases[j];
        if (relu) sum = select(sum, (VECTOR)(0.0f), sum <= (VECTOR)(0.0f));
        global float *target = targets[v] + (size_t)j * y_plane;
        if (j < width && y_column == 1) STORE(sum, 0, target);
        if (j < width && y_column != 1) {
          float values[WIDTH];
          STORE(sum, 0, values);
          UNROLLED for (uint i = 0; i < WIDTH; ++i) target[(size_t)i * y_column] = values[i];
        }
      }
  }
}
