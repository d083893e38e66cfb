// matmul for processors: c = a . b, each element one ascending fma chain over k; then bias, then activation.
// Meaning: Sources/ConcordReference/Ops/MatMul.swift.
//
// One work-item owns `rows` x `columns` of c, which it takes in tiles of ROWS x COLUMNS, COLUMNS = VECTORS x WIDTH: a tile stays in
// ROWS x VECTORS vector registers while k ascends. `depth` values of k at a time, panels of b, COLUMNS wide, are first copied into
// private memory that the second cache holds, so that each is contiguous whatever b's layout. Then each ROWS rows of a meet
// all of these panels while the nearest cache holds them; they are read where they lie, or copied where a is transposed and
// they lie in as many cache lines as there are values of k. Meanwhile the next part of b is asked for. Between two depths a
// tile rests in c, which does not round: a chain goes on as it was.
//
// ROWS, VECTORS, WIDTH  the tile; ROWS x VECTORS + VECTORS + 1 vectors of WIDTH floats must fit into the registers; ROWS <= 8
// DEPTH                 the largest depth: ROWS x DEPTH floats of a must fit into the nearest cache
// PACKED                floats of all panels at once, at least DEPTH x COLUMNS: they must fit into the second cache

#define COLUMNS (VECTORS * WIDTH)
#define STEP 8
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(float, WIDTH)
#define LOAD JOIN(vload, WIDTH)
#define STORE JOIN(vstore, WIDTH)
#define UNROLLED __attribute__((opencl_unroll_hint))
#define UNROLLED_BY(count) __attribute__((opencl_unroll_hint(count)))

// What the code below takes for granted (MatMulTile.defect says the same to who plans).
#if ROWS > STEP || COLUMNS % 4 || PACKED < DEPTH * COLUMNS
#error a tile that this kernel cannot serve
#endif

// A cache line that will be read soon, into the second cache; nothing where the compiler makes code for no known processor.
#if defined(__x86_64__) || defined(__aarch64__)
#define PREFETCH(address) __builtin_prefetch((const void *)(size_t)(address), 0, 2)
#else
#define PREFETCH(address)
#endif

// Eight rows of eight floats, `stride` apart, to eight columns, COLUMNS apart.
inline void transpose8(const global float *from, size_t stride, float *to) {
  const float8 r0 = vload8(0, from), r1 = vload8(0, from + stride), r2 = vload8(0, from + 2 * stride),
               r3 = vload8(0, from + 3 * stride), r4 = vload8(0, from + 4 * stride), r5 = vload8(0, from + 5 * stride),
               r6 = vload8(0, from + 6 * stride), r7 = vload8(0, from + 7 * stride);
  // Within each half of a vector: pairs of rows, then fours. The halves are joined on the way out.
  const float8 a0 = (float8)(r0.s0, r1.s0, r0.s1, r1.s1, r0.s4, r1.s4, r0.s5, r1.s5);
  const float8 a1 = (float8)(r0.s2, r1.s2, r0.s3, r1.s3, r0.s6, r1.s6, r0.s7, r1.s7);
  const float8 a2 = (float8)(r2.s0, r3.s0, r2.s1, r3.s1, r2.s4, r3.s4, r2.s5, r3.s5);
  const float8 a3 = (float8)(r2.s2, r3.s2, r2.s3, r3.s3, r2.s6, r3.s6, r2.s7, r3.s7);
  const float8 a4 = (float8)(r4.s0, r5.s0, r4.s1, r5.s1, r4.s4, r5.s4, r4.s5, r5.s5);
  const float8 a5 = (float8)(r4.s2, r5.s2, r4.s3, r5.s3, r4.s6, r5.s6, r4.s7, r5.s7);
  const float8 a6 = (float8)(r6.s0, r7.s0, r6.s1, r7.s1, r6.s4, r7.s4, r6.s5, r7.s5);
  const float8 a7 = (float8)(r6.s2, r7.s2, r6.s3, r7.s3, r6.s6, r7.s6, r6.s7, r7.s7);
  const float8 b0 = (float8)(a0.s01, a2.s01, a0.s45, a2.s45), b1 = (float8)(a0.s23, a2.s23, a0.s67, a2.s67);
  const float8 b2 = (float8)(a1.s01, a3.s01, a1.s45, a3.s45), b3 = (float8)(a1.s23, a3.s23, a1.s67, a3.s67);
  const float8 b4 = (float8)(a4.s01, a6.s01, a4.s45, a6.s45), b5 = (float8)(a4.s23, a6.s23, a4.s67, a6.s67);
  const float8 b6 = (float8)(a5.s01, a7.s01, a5.s45, a7.s45), b7 = (float8)(a5.s23, a7.s23, a5.s67, a7.s67);
  vstore8((float8)(b0.lo, b4.lo), 0, to);
  vstore8((float8)(b1.lo, b5.lo), 0, to + COLUMNS);
  vstore8((float8)(b2.lo, b6.lo), 0, to + 2 * COLUMNS);
  vstore8((float8)(b3.lo, b7.lo), 0, to + 3 * COLUMNS);
  vstore8((float8)(b0.hi, b4.hi), 0, to + 4 * COLUMNS);
  vstore8((float8)(b1.hi, b5.hi), 0, to + 5 * COLUMNS);
  vstore8((float8)(b2.hi, b6.hi), 0, to + 6 * COLUMNS);
  vstore8((float8)(b3.hi, b7.hi), 0, to + 7 * COLUMNS);
}

// Columns j0 ... j0 + width - 1 of b, values k0 ... k0 + depth - 1 of each, to panels; zero in the last one's columns beyond.
inline void pack(const global float *b, uint transposed, uint n, uint k, uint j0, uint width, uint k0, uint depth,
                 float *panels) {
  const size_t row_stride = transposed ? 1 : n;
  const size_t column_stride = transposed ? k : 1;
  const global float *from = b + k0 * row_stride + j0 * column_stride;
  const uint whole = width / COLUMNS, panel = depth * COLUMNS;
  uint taken = depth;
  if (transposed) {
    // Down one block of columns after the other: those of them all may fall on the same few places of the nearest cache.
    taken = depth / 8 * 8;
    for (uint p = 0; p < whole; ++p)
      for (uint column = 0; column + 8 <= COLUMNS; column += 8)
        for (uint row = 0; row < taken; row += 8)
          transpose8(from + row + (p * COLUMNS + column) * column_stride, column_stride,
                     panels + p * panel + row * COLUMNS + column);
    // Columns of a panel that are no whole block.
    for (uint p = 0; p < whole; ++p)
      for (uint column = COLUMNS / 8 * 8; column < COLUMNS; ++column)
        for (uint row = 0; row < taken; ++row)
          panels[p * panel + row * COLUMNS + column] = from[row + (p * COLUMNS + column) * column_stride];
  } else {
    // All panels of a row at once: their part of b is one piece.
    for (uint row = 0; row < depth; ++row)
      for (uint p = 0; p < whole; ++p)
        UNROLLED for (uint v = 0; v < VECTORS; ++v)
          STORE(LOAD(v, from + row * row_stride + p * COLUMNS), v, panels + p * panel + row * COLUMNS);
  }
  // What is left of the depth, then of the width.
  for (uint row = taken; row < depth; ++row)
    for (uint column = 0; column < whole * COLUMNS; ++column)
      panels[column / COLUMNS * panel + row * COLUMNS + column % COLUMNS] =
          from[row * row_stride + column * column_stride];
  for (uint column = whole * COLUMNS; column < width; ++column)
    for (uint row = 0; row < depth; ++row)
      panels[whole * panel + row * COLUMNS + column % COLUMNS] = from[row * row_stride + column * column_stride];
  if (whole * COLUMNS < width)
    for (uint column = width % COLUMNS; column < COLUMNS; ++column)
      for (uint row = 0; row < depth; ++row) panels[whole * panel + row * COLUMNS + column] = 0.0f;
}

// The first `width` floats of a row of a tile: sixteen at a time, then by powers of two. A loop over single floats would become
// masked stores, which some processors take ten times as long for.
inline void load_part(const global float *c, uint width, float *values) {
  uint j = 0;
  for (; j + 16 <= width; j += 16) vstore16(vload16(0, c + j), 0, values + j);
  if (width & 8) vstore8(vload8(0, c + j), 0, values + j), j += 8;
  if (width & 4) vstore4(vload4(0, c + j), 0, values + j), j += 4;
  if (width & 2) vstore2(vload2(0, c + j), 0, values + j), j += 2;
  if (width & 1) values[j] = c[j];
}

inline void store_part(const float *values, uint width, global float *c) {
  uint j = 0;
  for (; j + 16 <= width; j += 16) vstore16(vload16(0, values + j), 0, c + j);
  if (width & 8) vstore8(vload8(0, values + j), 0, c + j), j += 8;
  if (width & 4) vstore4(vload4(0, values + j), 0, c + j), j += 4;
  if (width & 2) vstore2(vload2(0, values + j), 0, c + j), j += 2;
  if (width & 1) c[j] = values[j];
}

// One row of a tile from c, where it may be narrower than the tile.
inline void load_row(const global float *c, uint width, VECTOR *row) {
  if (width == COLUMNS) {
    UNROLLED for (uint v = 0; v < VECTORS; ++v) row[v] = LOAD(v, c);
  } else {
    float values[COLUMNS];
    UNROLLED for (uint v = 0; v < VECTORS; ++v) STORE((VECTOR)(0.0f), v, values);
    load_part(c, width, values);
    UNROLLED for (uint v = 0; v < VECTORS; ++v) row[v] = LOAD(v, values);
  }
}

inline void store_row(const VECTOR *row, uint width, global float *c) {
  if (width == COLUMNS) {
    UNROLLED for (uint v = 0; v < VECTORS; ++v) STORE(row[v], v, c);
  } else {
    float values[COLUMNS];
    UNROLLED for (uint v = 0; v < VECTORS; ++v) STORE(row[v], v, values);
    store_part(values, width, c);
  }
}

// Rows i0 ... i0 + height - 1 of a transposed a, values k0 ... k0 + depth - 1 of each; undefined in rows beyond.
inline void pack_factors(const global float *a, uint m, uint i0, uint height, uint k0, uint depth, float *factors) {
  const global float *from = a + (size_t)k0 * m + i0;
  if (i0 + STEP <= m) {
    for (uint p = 0; p < depth; ++p) vstore8(vload8(0, from + (size_t)p * m), p, factors);
  } else {
    for (uint p = 0; p < depth; ++p) load_part(from + (size_t)p * m, height, factors + p * STEP);
  }
}

// Adds `taken` products to the sums: row p of a panel by FACTOR, which is row r's.
#define ADD_PRODUCTS(FACTOR)                                                                               \
  UNROLLED_BY(2) for (size_t p = 0; p < taken; ++p) {                                                      \
    VECTOR line[VECTORS];                                                                                  \
    UNROLLED for (uint v = 0; v < VECTORS; ++v) line[v] = LOAD(v, panel + p * COLUMNS);                    \
    UNROLLED for (uint r = 0; r < ROWS; ++r) {                                                             \
      const VECTOR factor = (VECTOR)(FACTOR);                                                              \
      UNROLLED for (uint v = 0; v < VECTORS; ++v) sums[r][v] = fma(factor, line[v], sums[r][v]);           \
    }                                                                                                      \
  }

// Takes the values of k from k_first up to k_end: all of them, or a part where earlier launches took those before (then
// accumulate is set). `rows`, `columns` and `depth` (at most DEPTH) are the host's choice and change no bit. bias counts where
// has_bias is set. The third dimension counts products, which lie one after another.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_matmul(
    const global float *a, ulong a_offset, const global float *b, ulong b_offset, const global float *bias,
    ulong bias_offset, global float *c, ulong c_offset, uint m, uint n, uint k, uint a_transposed, uint b_transposed,
    uint has_bias, uint relu, uint accumulate, uint k_first, uint k_end, uint rows, uint depth, uint columns) {
  const size_t product = get_global_id(2);
  a += a_offset + product * m * k;
  b += b_offset + product * k * n;
  bias += bias_offset;
  c += c_offset + product * m * n;
  float panels[PACKED] __attribute__((aligned(64)));
  float factors[DEPTH * STEP] __attribute__((aligned(64)));
  const uint packed = PACKED / COLUMNS / depth * COLUMNS;
  const uint first_row = (uint)get_global_id(1) * rows, end_row = min(m, first_row + rows);
  const uint first_column = (uint)get_global_id(0) * columns, end_column = min(n, first_column + columns);

  uint k0 = k_first;
  do {
    const uint taken = min(depth, k_end - k0);
    const bool last = k0 + taken == k_end, continues = accumulate || k0 > k_first;
    for (uint first = first_column; first < end_column; first += packed) {
      const uint end = min(first + packed, end_column);
      pack(b, b_transposed, n, k, first, end - first, k0, taken, panels);

      // What is packed next, where it lies in pieces too short for the processor to see where they go: some rows with each tile.
      const bool turns = end == end_column;
      const uint next_first = turns ? first_column : end, next_end = min(next_first + packed, end_column);
      const uint next_k = turns ? k0 + taken : k0;
      const uint next_rows = b_transposed || next_k >= k_end ? 0 : min(depth, k_end - next_k);
      const uint tiles = (end_row - first_row + ROWS - 1) / ROWS * ((end - first + COLUMNS - 1) / COLUMNS);
      const uint rows_per_tile = (next_rows + tiles - 1) / tiles;
      uint asked_rows = 0;

      for (uint i0 = first_row; i0 < end_row; i0 += ROWS) {
        const uint height = min((uint)ROWS, end_row - i0);
        // Rows beyond the last repeat it and are not stored.
        const global float *lines[ROWS];
        UNROLLED for (uint r = 0; r < ROWS; ++r) lines[r] = a + (size_t)(i0 + min(r, height - 1)) * k + k0;
        if (a_transposed) pack_factors(a, m, i0, height, k0, taken, factors);
        const float *panel = panels;
        for (uint j0 = first; j0 < end; j0 += COLUMNS, panel += taken * COLUMNS) {
          const uint width = min((uint)COLUMNS, end - j0);
          global float *tile = c + (size_t)i0 * n + j0;
          for (uint row = 0; row < rows_per_tile && asked_rows < next_rows; ++row, ++asked_rows)
            for (uint j = next_first; j < next_end; j += 16) PREFETCH(b + (size_t)(next_k + asked_rows) * n + j);
          VECTOR sums[ROWS][VECTORS];
          UNROLLED for (uint r = 0; r < ROWS; ++r) {
            UNROLLED for (uint v = 0; v < VECTORS; ++v) sums[r][v] = (VECTOR)(0.0f);
            if (continues && r < height) load_row(tile + (size_t)r * n, width, sums[r]);
          }
          if (a_transposed) {
            ADD_PRODUCTS(factors[p * STEP + r])
          } else {
            ADD_PRODUCTS(lines[r][p])
          }
          VECTOR biases[VECTORS];
          if (last && has_bias) load_row(bias + j0, width, biases);
          UNROLLED for (uint r = 0; r < ROWS; ++r) {
            UNROLLED for (uint v = 0; v < VECTORS; ++v) {
              if (last && has_bias) sums[r][v] = sums[r][v] + biases[v];
              if (last && relu) sums[r][v] = select(sums[r][v], (VECTOR)(0.0f), sums[r][v] <= (VECTOR)(0.0f));
            }
            if (r < height) store_row(sums[r], width, tile + (size_t)r * n);
          }
        }
      }
    }
    k0 += taken;
  } while (k0 < k_end);
}
