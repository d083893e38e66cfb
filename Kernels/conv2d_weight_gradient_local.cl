// conv2d_weight_gradient for devices with fast local memory: what conv2d_weight_gradient.cl computes. A sample's s is a product of dy by
// a matrix that is never made, of all its positions by all taps; a work-group owns a tile of it (local_tile.cl): outputs by
// taps.
//
// SUB_GROUP  work-items that share registers, where a device lets a kernel choose their number: the sums of a sample and of all take many

#ifdef SUB_GROUP
#define CONCORD_SUB_GROUP __attribute__((intel_reqd_sub_group_size(SUB_GROUP)))
#else
#define CONCORD_SUB_GROUP
#endif

// What the taps from `taps` on, `count` that exist, meet at the positions from `first` on, below `end`, in an image's planes.
static inline void concord_fetch_taps(
    const global float *x, uint height, uint width, uint out_width, uint stride, uint first, uint end,
    const global int4 *taps, uint count, concord_share share, float *values) {
  const uint position = first + share.p;
  const int row = (int)(position / out_width * stride), column = (int)(position % out_width * stride);
  UNROLLED for (uint e = 0; e < COLUMN_SHARE; ++e) {
    const uint j = share.i + e * share.next_i;
    values[e] = 0.0f;
    if (j >= count || position >= end) continue;
    const int4 tap = taps[j];
    if ((uint)(row + tap.s2) < height && (uint)(column + tap.s3) < width)
      values[e] = x[(uint)row * width + (uint)column + (uint)tap.s1];
  }
}

// What the totals of a work-item's elements start from.
static inline void concord_start(
    const global float *out, uint i0, uint outputs, uint j0, uint taps, uint across, uint down, bool accumulate,
    float *totals) {
  UNROLLED for (uint r = 0; r < ROWS; ++r)
    UNROLLED for (uint s = 0; s < COLUMNS; ++s) {
      const uint i = ROW_PLACE(down, r), j = COLUMN_PLACE(across, s);
      const bool is_there = accumulate && i0 + i < outputs && j0 + j < taps;
      totals[r * COLUMNS + s] = is_there ? out[(size_t)i * taps + j] : 0.0f;
    }
}

static inline void concord_start_sample(bool continues, const float *totals, float *sums) {
  UNROLLED for (uint e = 0; e < ROWS * COLUMNS; ++e) sums[e] = continues ? totals[e] : 0.0f;
}

static inline void concord_end_sample(bool replaces, const float *sums, float *totals) {
  UNROLLED for (uint e = 0; e < ROWS * COLUMNS; ++e) totals[e] = replaces ? sums[e] : totals[e] + sums[e];
}

// Where shares is set, a work-group takes one sample, and s goes to out, [sample][outputs of all groups][taps], or continues what is
// there already of the positions before first. Else out is dw, a work-group takes all `samples`, and s folds into dw, from +0 or,
// where accumulate is set, from what it holds.
kernel __attribute__((reqd_work_group_size(SIDE, SIDE, 1))) CONCORD_SUB_GROUP void concord_conv2d_weight_gradient_local(
    const global float *x, ulong x_offset, const global float *dy, ulong dy_offset, const global int *places,
    ulong places_offset, global float *out, ulong out_offset, uint samples, uint groups, uint blocks, uint outputs,
    uint taps, uint x_group, uint height, uint width, uint positions, uint out_width, uint stride, uint first, uint end,
    uint shares, uint accumulate) {
  local float gradients[BUFFERS * ROW_PART] __attribute__((aligned(16)));
  local float pixels[BUFFERS * COLUMN_PART] __attribute__((aligned(16)));
  const uint across = (uint)get_local_id(0), down = (uint)get_local_id(1);
  const uint tiles = (taps + TILE_COLUMNS - 1) / TILE_COLUMNS, tile = (uint)CONCORD_TILE;
  const uint group = tile / tiles / blocks % groups, i0 = tile / tiles % blocks * TILE_ROWS;
  const uint j0 = tile % tiles * TILE_COLUMNS;
  const uint first_sample = tile / tiles / blocks / groups;
  const concord_share dy_share = concord_share_of(down * SIDE + across, TILE_ROWS, true);
  const concord_share x_share = concord_share_of(down * SIDE + across, TILE_COLUMNS, true);
  const global int4 *tile_taps = (const global int4 *)(places + places_offset) + j0;
  x += x_offset + (size_t)group * x_group;
  dy += dy_offset + ((size_t)group * outputs + i0) * positions;
  out += out_offset + (((size_t)first_sample * groups + group) * outputs + i0) * taps + j0;

  float totals[ROWS * COLUMNS];
  concord_start(out, i0, outputs, j0, taps, across, down, accumulate, totals);

  uint buffer = 0;
  for (uint n = first_sample; n < (shares ? first_sample + 1 : samples); ++n) {
    const global float *image = x + (size_t)n * groups * x_group;
    const global float *lines = dy + (size_t)n * groups * outputs * positions;
    float sums[ROWS * COLUMNS];
    // A share's chain goes on from what an earlier launch left, in place of the total.
    concord_start_sample(shares, totals, sums);

    float dy_values[ROW_SHARE], x_values[COLUMN_SHARE];
    concord_fetch_rows(lines + first, positions, 1, dy_share, outputs - i0, first, end, dy_values);
    concord_fetch_taps(
        image, height, width, out_width, stride, first, end, tile_taps, taps - j0, x_share, x_values);
    for (uint position = first; position < end; position += DEPTH) {
      local float *dy_part = gradients + buffer * ROW_PART, *x_part = pixels + buffer * COLUMN_PART;
      CONCORD_PART_IS_FREE;
      concord_place_rows(dy_part, dy_share, dy_values);
      concord_place_columns(x_part, x_share, x_values);
      barrier(CLK_LOCAL_MEM_FENCE);
      concord_fetch_rows(
          lines + position + DEPTH, positions, 1, dy_share, outputs - i0, position + DEPTH, end, dy_values);
      concord_fetch_taps(
          image, height, width, out_width, stride, position + DEPTH, end, tile_taps, taps - j0, x_share, x_values);
      concord_take_part(dy_part, x_part, across, down, sums);
      buffer = (buffer + 1) % BUFFERS;
    }
    concord_end_sample(shares, sums, totals);
  }

  UNROLLED for (uint r = 0; r < ROWS; ++r)
    UNROLLED for (uint s = 0; s < COLUMNS; ++s) {
      const uint i = ROW_PLACE(down, r), j = COLUMN_PLACE(across, s);
      if (i0 + i < outputs && j0 + j < taps) out[(size_t)i * taps + j] = totals[r * COLUMNS + s];
    }
}

// Folds the shares of `samples` samples into dw, of `count` elements. A work-item takes one.
CONCORD_ITEMS(64) void concord_conv2d_weight_gradient_local_fold(
    const global float *shares, ulong shares_offset, global float *dw, ulong dw_offset, uint count, uint samples,
    uint accumulate) {
  const uint e = (uint)get_global_id(0);
  if (e >= count) return;
  shares += shares_offset + e;
  dw += dw_offset + e;
  float total = accumulate ? *dw : 0.0f;
  for (uint n = 0; n < samples; ++n) total = total + shares[(size_t)n * count];
  *dw = total;
}
