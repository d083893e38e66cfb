// matmul for devices with fast local memory: what matmul.cl computes, by work-groups of 16 x 16 that own 64 x 64 elements of
// c, four by four for each work-item, over tiles of a and b in local memory, 16 values of k at a time, from k_first up to k_end.

#define SIDE 16u
#define EACH 4u
#define TILE (SIDE * EACH)
#define DEPTH 16u

// Intel's compiler for pvc does not unroll loops of four rounds by itself, and keeps the arrays that they index in memory.
#define UNROLLED __attribute__((opencl_unroll_hint))

kernel __attribute__((reqd_work_group_size(16, 16, 1))) void concord_matmul_local(
    const global float *a, ulong a_offset, const global float *b, ulong b_offset, const global float *bias,
    ulong bias_offset, global float *c, ulong c_offset, uint m, uint n, uint k, uint a_transposed, uint b_transposed,
    uint has_bias, uint relu, uint accumulate, uint k_first, uint k_end) {
  a += a_offset;
  b += b_offset;
  bias += bias_offset;
  c += c_offset;
  // One column more than the tile has, so that both ways of filling it spread over the banks.
  local float rows[DEPTH][TILE + 1];
  local float columns[DEPTH][TILE + 1];
  const uint x = (uint)get_local_id(0);
  const uint y = (uint)get_local_id(1);
  const uint i0 = (uint)get_group_id(1) * TILE;
  const uint j0 = (uint)get_group_id(0) * TILE;

  float sums[EACH][EACH];
  UNROLLED for (uint r = 0; r < EACH; ++r)
    UNROLLED for (uint s = 0; s < EACH; ++s) {
      const uint i = i0 + y + r * SIDE, j = j0 + x + s * SIDE;
      sums[r][s] = accumulate && i < m && j < n ? c[(size_t)i * n + j] : 0.0f;
    }

  for (uint k0 = k_first; k0 < k_end; k0 += DEPTH) {
    // Padding with zeros would not do: fma(0, 0, -0) is +0.
    const uint depth = min(DEPTH, k_end - k0);
    for (uint e = y * SIDE + x; e < TILE * DEPTH; e += SIDE * SIDE) {
      // Neighbouring work-items read neighbouring elements.
      const uint i = a_transposed ? e % TILE : e / DEPTH, p = a_transposed ? e / TILE : e % DEPTH;
      if (p < depth && i0 + i < m)
        rows[p][i] = a_transposed ? a[(size_t)(k0 + p) * m + i0 + i] : a[(size_t)(i0 + i) * k + k0 + p];
      const uint j = b_transposed ? e / DEPTH : e % TILE, q = b_transposed ? e % DEPTH : e / TILE;
      if (q < depth && j0 + j < n)
        columns[q][j] = b_transposed ? b[(size_t)(j0 + j) * k + k0 + q] : b[(size_t)(k0 + q) * n + j0 + j];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint p = 0; p < depth; ++p) {
      float factor[EACH], line[EACH];
      UNROLLED for (uint r = 0; r < EACH; ++r) {
        factor[r] = rows[p][y + r * SIDE];
        line[r] = columns[p][x + r * SIDE];
      }
      UNROLLED for (uint r = 0; r < EACH; ++r)
        UNROLLED for (uint s = 0; s < EACH; ++s) sums[r][s] = fma(factor[r], line[s], sums[r][s]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  UNROLLED for (uint r = 0; r < EACH; ++r)
    UNROLLED for (uint s = 0; s < EACH; ++s) {
      const uint i = i0 + y + r * SIDE, j = j0 + x + s * SIDE;
      if (i >= m || j >= n) continue;
      float sum = sums[r][s];
      if (has_bias) sum = sum + bias[j];
      if (relu) sum = sum <= 0.0f ? 0.0f : sum;
      c[(size_t)i * n + j] = sum;
    }
}
