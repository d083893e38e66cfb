// The same as convolution.cl, for outputs that lie side by side in y, and whose inputs do so in x.
//
// One work-item owns up to COLUMNS channels of y at some runs of WIDTH columns, which it takes VECTORS at a time: they stay in
// COLUMNS x VECTORS vector registers while the taps ascend. So y is written by whole vectors, and no lane is lost to channels
// that y does not have. The last run of a row begins before the end of the one before it where fewer columns are left: what both
// hold is the same.
//
// Taps on the zeros around x are not skipped, as fma(+0, w, s) is +0 where s is -0 and w is not negative, and NaN where w is
// infinite or NaN. Else it is s. So with finite weights leaving them out changes a result only where it is -0 without them: a sum
// that is -0 when a tap on a zero comes and is +0 afterwards is the same as before as soon as something else than zero is added.
// With SKIPS whole rows of taps are skipped, and tiles with a -0 computed again.
//
// COLUMNS, VECTORS, WIDTH  the tile; COLUMNS x VECTORS + VECTORS + 1 vectors of WIDTH floats must fit into the registers
// SKIPS                    defined where rows of taps on zeros are skipped; it takes a little time of each tile

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(float, WIDTH)
#define INTEGERS JOIN(int, WIDTH)
#define LOAD JOIN(vload, WIDTH)
#define STORE JOIN(vstore, WIDTH)
#define UNROLLED __attribute__((opencl_unroll_hint))

// `count` runs, [samples][rows][across], from which the work-item takes `each`; `columns` is at least WIDTH. From a row to the next
// it is x_row in x; y_row, and y_column from a column to the next, in y, whose channels are y_plane apart. Of the taps there are
// row_taps times column_taps in each channel; x's planes hold zeros but for `height` rows from `top` on, and the first tap of a
// row of y lies in row first_row + row_distance x row, the others tap_distance from one to the next.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_convolution_rows(
    const global float *x, ulong x_offset, const global float *weights, ulong weights_offset, const global int *places,
    ulong places_offset, const global float *bias, ulong bias_offset, global float *y, ulong y_offset, uint count, uint rows,
    uint columns, uint each, uint blocks, uint y_channels, uint taps, uint x_sample, uint x_group, uint x_row, uint y_sample,
    uint y_plane, uint y_first, uint y_row, uint y_column, uint has_bias, uint relu,
    uint row_taps, uint column_taps, uint top, uint height, int first_row, int row_distance, int tap_distance, uint has_border) {
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

  bool skips = false;
#ifdef SKIPS
  skips = has_border;
  for (uint i = 0; has_border && i < taps * COLUMNS; ++i)
    skips &= (as_uint(weights[i]) & 0x7f800000u) != 0x7f800000u;
#endif

  uint run = (uint)get_global_id(1) * each;
  const uint end = min(count, run + each);
  uint place = run % across, row = run / across % rows, sample = run / across / rows;
  while (run < end) {
    const global float *pixels[VECTORS];
    global float *targets[VECTORS];
    uint next_place = place, next_row = row, next_sample = sample;
    // Rows of taps that are not on zeros for all runs.
    uint first_taps = row_taps, end_taps = 0;
    UNROLLED for (uint v = 0; v < VECTORS; ++v) {
      const uint column = min(next_place * WIDTH, columns - WIDTH);
      pixels[v] = x + (size_t)next_sample * x_sample + (size_t)next_row * x_row + column;
      targets[v] = y + (size_t)next_sample * y_sample + (size_t)next_row * y_row + (size_t)column * y_column;
      const int above = first_row + (int)next_row * row_distance - (int)top;
      for (uint tap = 0; skips && tap < row_taps; ++tap)
        if ((uint)(above + (int)tap * tap_distance) < height) {
          first_taps = min(first_taps, tap);
          end_taps = max(end_taps, tap + 1);
        }
      // The last run is repeated where there are fewer.
      if (run + v + 1 < end) {
        next_place += 1;
        if (next_place == across) {
          next_place = 0;
          next_row += 1;
        }
        if (next_row == rows) {
          next_row = 0;
          next_sample += 1;
        }
      }
    }
    VECTOR sums[COLUMNS][VECTORS];
    UNROLLED for (uint j = 0; j < COLUMNS; ++j)
      UNROLLED for (uint v = 0; v < VECTORS; ++v) sums[j][v] = (VECTOR)(0.0f);

    // Without skipping all channels are one.
    const uint channel_taps = skips ? row_taps * column_taps : taps;
    const uint first_tap = skips ? first_taps * column_taps : 0, end_tap = skips ? end_taps * column_taps : taps;
    for (uint channel = 0; channel < taps; channel += channel_taps)
      for (uint tap = channel + first_tap; tap < channel + end_tap; ++tap) {
        const int from = places[tap];
        VECTOR line[VECTORS];
        UNROLLED for (uint v = 0; v < VECTORS; ++v) line[v] = LOAD(0, pixels[v] + from);
        UNROLLED for (uint j = 0; j < COLUMNS; ++j) {
          const VECTOR weight = (VECTOR)(weights[(size_t)tap * COLUMNS + j]);
          UNROLLED for (uint v = 0; v < VECTORS; ++v) sums[j][v] = fma(line[v], weight, sums[j][v]);
        }
      }
#ifdef SKIPS
    if (skips && end_taps - first_taps < row_taps) {
      INTEGERS zeros = (INTEGERS)(0);
      UNROLLED for (uint j = 0; j < COLUMNS; ++j)
        UNROLLED for (uint v = 0; v < VECTORS; ++v)
          zeros |= JOIN(as_int, WIDTH)(sums[j][v]) == (INTEGERS)((int)0x80000000);
      if (any(zeros)) {
        skips = false;
        continue;
      }
    }
#endif

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
    run += VECTORS;
    place = next_place;
    row = next_row;
    sample = next_sample;
  }
}
