// Operations on two inputs, element by element, of which one or both are stretched to the shape of y: add.cl, multiply.cl.
//
// The axes of y along which both inputs do the same are one. The last one is a row's; `sizes` has those before it, the innermost
// first. Bit n of `axes` says that an input has axis n, bit 8 that it has the last one: else it is stretched along it.

// Where an input has its part of a row: the first element's place.
static inline uint concord_stretched_row(uint row, uint columns, uint8 sizes, uint count, uint axes) {
  uint place = 0u, step = axes & 256u ? columns : 1u;
  // The next size comes to the first place: an array with a running index would lie in memory.
  for (uint n = 0; n < count; ++n, sizes = sizes.s12345670) {
    const uint size = sizes.s0;
    if (axes >> n & 1u) {
      place += row % size * step;
      step *= size;
    }
    row /= size;
  }
  return place;
}

// A work-item takes 16 columns of a row, on GPUs one. y may be where an input of its shape is, so what is read at a column is not read
// again.
#define CONCORD_STRETCHED(NAME, OPERATOR)                                                                             \
  CONCORD_COLUMNS void NAME(                                                                                          \
      const global float *a, ulong a_offset, const global float *b, ulong b_offset, global float *y, ulong y_offset,  \
      uint rows, uint columns, uint8 sizes, uint count, uint a_axes, uint b_axes) {                                   \
    CONCORD_COLUMN_OF(row, column, columns);                                                                          \
    if (row >= rows) return;                                                                                          \
    const uint a_step = a_axes & 256u ? 1u : 0u, b_step = b_axes & 256u ? 1u : 0u;                                    \
    a += a_offset + concord_stretched_row(row, columns, sizes, count, a_axes) + column * a_step;                      \
    b += b_offset + concord_stretched_row(row, columns, sizes, count, b_axes) + column * b_step;                      \
    y += y_offset + (size_t)row * columns + column;                                                                   \
    const uint left = columns - column;                                                                               \
    if (CONCORD_EACH == 16u && left >= 16u) {                                                                         \
      const float16 a16 = a_step ? vload16(0, a) : (float16)(a[0]);                                                   \
      const float16 b16 = b_step ? vload16(0, b) : (float16)(b[0]);                                                   \
      vstore16(a16 OPERATOR b16, 0, y);                                                                               \
    } else {                                                                                                          \
      for (uint i = 0; i < CONCORD_LEFT(left); ++i) y[i] = a[i * a_step] OPERATOR b[i * b_step];                      \
    }                                                                                                                 \
  }
