// conv2d and conv2d_input_gradient for devices with fast local memory: what convolution.cl computes, as a product of the filters by a
// matrix that is never made, of all taps by all positions. A work-group owns a tile of it (local_tile.cl): channels of y by
// positions. Where x ends, a tap on its padding is the +0 that work-items bring for it.

// The weights of the taps from `first` on, below `end`, and of the `width` channels of y that exist.
static inline void concord_fetch_weights(
    const global float *w, uint stride, const global int4 *taps, concord_share share, uint width, uint first, uint end,
    float *values) {
  UNROLLED for (uint e = 0; e < ROW_SHARE; ++e) {
    const uint i = share.i + e * share.next_i, tap = first + share.p + e * share.next_p;
    values[e] = i < width && tap < end ? w[(size_t)i * stride + (uint)taps[tap].s0] : -0.0f;
  }
}

// What these taps meet at the position in (row, column), whose place is `pixel`, in planes of which it sees height x width.
static inline void concord_fetch_pixels(
    const global float *x, uint pixel, int row, int column, uint height, uint width, const global int4 *taps,
    concord_share share, uint first, uint end, float *values) {
  UNROLLED for (uint e = 0; e < COLUMN_SHARE; ++e) {
    const uint p = first + share.p + e * share.next_p;
    values[e] = 0.0f;
    if (p >= end) continue;
    const int4 tap = taps[p];
    if ((uint)(row + tap.s2) < height && (uint)(column + tap.s3) < width) values[e] = x[pixel + (uint)tap.s1];
  }
}

// Where in y, from its first channel, the positions of a work-item lie.
static inline void concord_find_targets(
    uint j0, uint across, uint rows, uint columns, uint y_sample, uint y_row, uint y_column, size_t *targets) {
  UNROLLED for (uint s = 0; s < COLUMNS; ++s) {
    const uint j = j0 + COLUMN_PLACE(across, s);
    targets[s] = (size_t)(j / columns / rows) * y_sample + (size_t)(j / columns % rows) * y_row + (size_t)(j % columns) * y_column;
  }
}

// What the chains of its elements start from.
static inline void concord_start(
    const global float *y, const size_t *targets, uint y_plane, uint i0, uint y_channels, uint j0, uint count, uint across,
    uint down, bool continued, float *sums) {
  UNROLLED for (uint r = 0; r < ROWS; ++r)
    UNROLLED for (uint s = 0; s < COLUMNS; ++s) {
      const uint i = ROW_PLACE(down, r), j = j0 + COLUMN_PLACE(across, s);
      sums[r * COLUMNS + s] = continued && i0 + i < y_channels && j < count ? y[targets[s] + (size_t)i * y_plane] : 0.0f;
    }
}

// Positions are [samples][rows][columns], `count` of them, row_distance and column_distance apart in x, whose planes have `height`
// rows of `width`. y's channels are y_plane apart, its positions y_sample, y_row and y_column. Filters of a group are w_group
// apart, those of its channels of y w_stride. The taps from first_tap up to end_tap are taken; where earlier launches took those
// before, continued is set. bias counts where has_bias is set.
kernel __attribute__((reqd_work_group_size(SIDE, SIDE, 1))) void concord_convolution_local(
    const global float *x, ulong x_offset, const global float *w, ulong w_offset, const global int *places,
    ulong places_offset, const global float *bias, ulong bias_offset, global float *y, ulong y_offset, uint count, uint rows,
    uint columns, uint blocks, uint y_channels, uint first_tap, uint end_tap, uint x_sample, uint x_group, uint height,
    uint width, uint row_distance, uint column_distance, uint w_group, uint w_stride, uint y_sample, uint y_plane,
    uint y_first, uint y_row, uint y_column, uint has_bias, uint relu, uint continued) {
  local float weights[BUFFERS * ROW_PART] __attribute__((aligned(16)));
  local float pixels[BUFFERS * COLUMN_PART] __attribute__((aligned(16)));
  const uint across = (uint)get_local_id(0), down = (uint)get_local_id(1);
  const uint tiles = (count + TILE_COLUMNS - 1) / TILE_COLUMNS, tile = (uint)CONCORD_TILE;
  const uint group = tile / tiles / blocks, i0 = tile / tiles % blocks * TILE_ROWS;
  const uint j0 = tile % tiles * TILE_COLUMNS;
  const concord_share w_share = concord_share_of(down * SIDE + across, TILE_ROWS, true);
  const concord_share x_share = concord_share_of(down * SIDE + across, TILE_COLUMNS, false);
  const global int4 *taps = (const global int4 *)(places + places_offset);
  x += x_offset + (size_t)group * x_group;
  w += w_offset + (size_t)group * w_group + (size_t)i0 * w_stride;
  bias += bias_offset + group * y_channels + i0;
  y += y_offset + y_first + ((size_t)group * y_channels + i0) * y_plane;

  // A work-item brings the pixels of one position.
  const uint position = j0 + x_share.i;
  const int row = (int)(position / columns % rows * row_distance), column = (int)(position % columns * column_distance);
  const uint pixel = position / columns / rows * x_sample + (uint)row * width + (uint)column;
  const uint there = position < count ? height : 0;

  float sums[ROWS * COLUMNS];
  size_t targets[COLUMNS];
  concord_find_targets(j0, across, rows, columns, y_sample, y_row, y_column, targets);
  concord_start(y, targets, y_plane, i0, y_channels, j0, count, across, down, continued, sums);

  float w_values[ROW_SHARE], x_values[COLUMN_SHARE];
  concord_fetch_weights(w, w_stride, taps, w_share, y_channels - i0, first_tap, end_tap, w_values);
  concord_fetch_pixels(x, pixel, row, column, there, width, taps, x_share, first_tap, end_tap, x_values);
  uint buffer = 0;
  for (uint tap = first_tap; tap < end_tap; tap += DEPTH) {
    local float *w_part = weights + buffer * ROW_PART, *x_part = pixels + buffer * COLUMN_PART;
    CONCORD_PART_IS_FREE;
    concord_place_rows(w_part, w_share, w_values);
    concord_place_columns(x_part, x_share, x_values);
    barrier(CLK_LOCAL_MEM_FENCE);
    concord_fetch_weights(w, w_stride, taps, w_share, y_channels - i0, tap + DEPTH, end_tap, w_values);
    concord_fetch_pixels(x, pixel, row, column, there, width, taps, x_share, tap + DEPTH, end_tap, x_values);
    concord_take_part(w_part, x_part, across, down, sums);
    buffer = (buffer + 1) % BUFFERS;
  }

  UNROLLED for (uint r = 0; r < ROWS; ++r)
    UNROLLED for (uint s = 0; s < COLUMNS; ++s) {
      const uint i = ROW_PLACE(down, r), j = j0 + COLUMN_PLACE(across, s);
      if (i0 + i >= y_channels || j >= count) continue;
      float sum = sums[r * COLUMNS + s];
      if (has_bias) sum = sum + bias[i];
      if (relu) sum = sum <= 0.0f ? 0.0f : sum;
      y[targets[s] + (size_t)i * y_plane] = sum;
    }
}
