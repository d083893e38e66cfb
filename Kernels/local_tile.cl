// What the matrix products and convolutions for devices with fast local memory share.
//
// A work-group of SIDE x SIDE work-items owns a tile of a product, SIDE x ROWS by SIDE x COLUMNS elements, ROWS x COLUMNS of them in
// the registers of each work-item. Of both factors it brings a part, DEPTH values of k deep, into local memory, and while its
// elements take these products the next part is already on its way to registers.
//
// Where k ends within a part, the rest is -0 in the first factor and +0 in the second: fma(-0, +0, s) is s whatever s is. Zeros of
// the same sign would not do, as fma(+0, +0, -0) is +0.
//
// SIDE, ROWS, COLUMNS     the tile; SIDE is a power of two, at least ROWS and COLUMNS
// DEPTH                   of a part: a power of two, a multiple of SIDE / ROWS and SIDE / COLUMNS
// ROW_VECTOR              floats that a work-item reads from local memory at once: 1, 2 or 4, a divisor of ROWS
// COLUMN_VECTOR           and of COLUMNS
// BUFFERS                 parts in local memory: with 2, one barrier for each part instead of two

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
// A loop that fills an array is in a function of its own: where it is in a kernel, Intel's compiler for its largest GPUs unrolls it too
// late to keep the array in registers.
#define UNROLLED __attribute__((opencl_unroll_hint))
#define NOT_UNROLLED __attribute__((opencl_unroll_hint(1)))

// The number of a work-group's tile. A launch may begin at any group.
#define CONCORD_TILE (get_global_offset(0) / SIDE + get_group_id(0))

#define ITEMS (SIDE * SIDE)
#define TILE_ROWS (SIDE * ROWS)
#define TILE_COLUMNS (SIDE * COLUMNS)
// A little more than the tile has, so that both ways of filling it spread over the banks.
#define ROW_PITCH (TILE_ROWS + ROW_VECTOR)
#define COLUMN_PITCH (TILE_COLUMNS + COLUMN_VECTOR)
#define ROW_PART (DEPTH * ROW_PITCH)
#define COLUMN_PART (DEPTH * COLUMN_PITCH)
// Elements of a part that a work-item brings.
#define ROW_SHARE (ROWS * DEPTH / SIDE)
#define COLUMN_SHARE (COLUMNS * DEPTH / SIDE)

// Where in the tile element r of a work-item lies, which is number `item` of its row or column: vectors of neighbours, so that
// those of neighbouring work-items are neighbours too.
#define ROW_PLACE(item, r) ((r) / ROW_VECTOR * (SIDE * ROW_VECTOR) + (item) * ROW_VECTOR + (r) % ROW_VECTOR)
#define COLUMN_PLACE(item, s) ((s) / COLUMN_VECTOR * (SIDE * COLUMN_VECTOR) + (item) * COLUMN_VECTOR + (s) % COLUMN_VECTOR)

#if ROW_VECTOR == 1
#define LOAD_ROWS(from, to) *(to) = *(from)
#else
#define LOAD_ROWS(from, to) JOIN(vstore, ROW_VECTOR)(*(const local JOIN(float, ROW_VECTOR) *)(from), 0, to)
#endif
#if COLUMN_VECTOR == 1
#define LOAD_COLUMNS(from, to) *(to) = *(from)
#else
#define LOAD_COLUMNS(from, to) JOIN(vstore, COLUMN_VECTOR)(*(const local JOIN(float, COLUMN_VECTOR) *)(from), 0, to)
#endif

#if BUFFERS == 1
// Before a part is overwritten.
#define CONCORD_PART_IS_FREE barrier(CLK_LOCAL_MEM_FENCE)
#else
// It is the part before the last, which all have left: they have met since.
#define CONCORD_PART_IS_FREE
#endif

// Which elements of a part a work-item brings: value p of k for row or column i, and from one to the next.
typedef struct {
  uint i, p, next_i, next_p;
} concord_share;

// Neighbouring work-items bring neighbours in global memory: along k, or along the `width` rows or columns.
static inline concord_share concord_share_of(uint item, uint width, bool along_k) {
  concord_share share;
  share.i = along_k ? item / DEPTH : item % width;
  share.p = along_k ? item % DEPTH : item / width;
  share.next_i = along_k ? ITEMS / DEPTH : 0;
  share.next_p = along_k ? 0 : ITEMS / width;
  return share;
}

// Two functions for each factor, because compilers keep all of an array in registers where they see early where its loops end:
//
// - fetch: a work-item's share of a part that begins at `from`, at value `first` of k, of which there are values up to `end`; it
//   has `width` rows or columns that exist.
// - place: this share to local memory.
#define CONCORD_SHARE_FUNCTIONS(factor, COUNT, PITCH, OUTSIDE)                                                  \
  static inline void concord_fetch_##factor(                                                                    \
      const global float *from, size_t i_stride, size_t p_stride, concord_share share, uint width, uint first,  \
      uint end, float *values) {                                                                                \
    UNROLLED for (uint e = 0; e < COUNT; ++e) {                                                                 \
      const uint i = share.i + e * share.next_i, p = share.p + e * share.next_p;                                \
      values[e] = i < width && first + p < end ? from[i * i_stride + p * p_stride] : OUTSIDE;                   \
    }                                                                                                           \
  }                                                                                                             \
  static inline void concord_place_##factor(local float *part, concord_share share, const float *values) {      \
    UNROLLED for (uint e = 0; e < COUNT; ++e)                                                                   \
      part[(share.p + e * share.next_p) * PITCH + share.i + e * share.next_i] = values[e];                      \
  }
CONCORD_SHARE_FUNCTIONS(rows, ROW_SHARE, ROW_PITCH, -0.0f)
CONCORD_SHARE_FUNCTIONS(columns, COLUMN_SHARE, COLUMN_PITCH, 0.0f)

// Takes the products of a part, k ascending.
static inline void concord_take_part(const local float *rows, const local float *columns, uint x, uint y, float *sums) {
#if ROWS * COLUMNS < 16
  // So short a loop is unrolled to the end, if the compiler is left alone, and needs more registers than there are.
  NOT_UNROLLED
#endif
  for (uint p = 0; p < DEPTH; ++p) {
    float factors[ROWS], line[COLUMNS];
    UNROLLED for (uint r = 0; r < ROWS; r += ROW_VECTOR)
      LOAD_ROWS(rows + p * ROW_PITCH + ROW_PLACE(y, r), factors + r);
    UNROLLED for (uint s = 0; s < COLUMNS; s += COLUMN_VECTOR)
      LOAD_COLUMNS(columns + p * COLUMN_PITCH + COLUMN_PLACE(x, s), line + s);
    UNROLLED for (uint r = 0; r < ROWS; ++r)
      UNROLLED for (uint s = 0; s < COLUMNS; ++s)
        sums[r * COLUMNS + s] = fma(factors[r], line[s], sums[r * COLUMNS + s]);
  }
}
