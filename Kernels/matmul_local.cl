// matmul for devices with fast local memory: what matmul.cl computes, by work-groups that own a tile of c (local_tile.cl), from k_first
// up to k_end. Products lie one after another, and so do their tiles.

// What the chains of a work-item's elements start from.
static inline void concord_start(
    const global float *c, uint m, uint n, uint i0, uint j0, uint x, uint y, bool accumulate, float *sums) {
  UNROLLED for (uint r = 0; r < ROWS; ++r)
    UNROLLED for (uint s = 0; s < COLUMNS; ++s) {
      const uint i = i0 + ROW_PLACE(y, r), j = j0 + COLUMN_PLACE(x, s);
      sums[r * COLUMNS + s] = accumulate && i < m && j < n ? c[(size_t)i * n + j] : 0.0f;
    }
}

kernel __attribute__((reqd_work_group_size(SIDE, SIDE, 1))) void concord_matmul_local(
    const global float *a, ulong a_offset, const global float *b, ulong b_offset, const global float *bias,
    ulong bias_offset, global float *c, ulong c_offset, uint m, uint n, uint k, uint a_transposed, uint b_transposed,
    uint has_bias, uint relu, uint accumulate, uint k_first, uint k_end) {
  local float rows[BUFFERS * ROW_PART] __attribute__((aligned(16)));
  local float columns[BUFFERS * COLUMN_PART] __attribute__((aligned(16)));
  const uint x = (uint)get_local_id(0), y = (uint)get_local_id(1);
  const uint tiles = (n + TILE_COLUMNS - 1) / TILE_COLUMNS, all_tiles = (m + TILE_ROWS - 1) / TILE_ROWS * tiles;
  const uint tile = (uint)CONCORD_TILE % all_tiles;
  const size_t product = (uint)CONCORD_TILE / all_tiles;
  const uint i0 = tile / tiles * TILE_ROWS, j0 = tile % tiles * TILE_COLUMNS;
  const concord_share a_share = concord_share_of(y * SIDE + x, TILE_ROWS, !a_transposed);
  const concord_share b_share = concord_share_of(y * SIDE + x, TILE_COLUMNS, b_transposed);
  const size_t a_row = a_transposed ? 1 : k, a_step = a_transposed ? m : 1;
  const size_t b_column = b_transposed ? k : 1, b_step = b_transposed ? 1 : n;
  a += a_offset + product * m * k + i0 * a_row + k_first * a_step;
  b += b_offset + product * k * n + j0 * b_column + k_first * b_step;
  bias += bias_offset;
  c += c_offset + product * m * n;

  float sums[ROWS * COLUMNS];
  concord_start(c, m, n, i0, j0, x, y, accumulate, sums);

  float a_values[ROW_SHARE], b_values[COLUMN_SHARE];
  concord_fetch_rows(a, a_row, a_step, a_share, m - i0, k_first, k_end, a_values);
  concord_fetch_columns(b, b_column, b_step, b_share, n - j0, k_first, k_end, b_values);
  uint buffer = 0;
  for (uint k0 = k_first; k0 < k_end; k0 += DEPTH) {
    local float *a_part = rows + buffer * ROW_PART, *b_part = columns + buffer * COLUMN_PART;
    CONCORD_PART_IS_FREE;
    concord_place_rows(a_part, a_share, a_values);
    concord_place_columns(b_part, b_share, b_values);
    barrier(CLK_LOCAL_MEM_FENCE);
    a += DEPTH * a_step;
    b += DEPTH * b_step;
    concord_fetch_rows(a, a_row, a_step, a_share, m - i0, k0 + DEPTH, k_end, a_values);
    concord_fetch_columns(b, b_column, b_step, b_share, n - j0, k0 + DEPTH, k_end, b_values);
    concord_take_part(a_part, b_part, x, y, sums);
    buffer = (buffer + 1) % BUFFERS;
  }

  UNROLLED for (uint r = 0; r < ROWS; ++r)
    UNROLLED for (uint s = 0; s < COLUMNS; ++s) {
      const uint i = i0 + ROW_PLACE(y, r), j = j0 + COLUMN_PLACE(x, s);
      if (i >= m || j >= n) continue;
      float sum = sums[r * COLUMNS + s];
      if (has_bias) sum = sum + bias[j];
      if (relu) sum = sum <= 0.0f ? 0.0f : sum;
      c[(size_t)i * n + j] = sum;
    }
}
