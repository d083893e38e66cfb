// The 64-lane reduction of columns whose elements are `inner` apart, by a work-item that keeps no more than it needs at a time.
//
// It makes one lane after another, in the order in which the halving tree joins them: a lane that is the right one of a pair meets the
// left one, or the sum of lanes that is, kept for its level of the tree. As many lanes as there are columns, rounded up to a power of
// two: the others would be neutral, and so would all that the tree makes of them. Levels have fixed numbers, as the loop over them is unrolled: so
// they lie in registers.
//
// TYPE is what an element is, LOAD(x, left) gives it, JOIN(a, b) is of the tree's left and right one.
#define CONCORD_LANE_TREE(NAME, TYPE, NEUTRAL, JOIN, LOAD)                                                            \
  static inline TYPE NAME(const global float *x, uint columns, size_t inner, uint left) {                             \
    uint lanes = 1u;                                                                                                  \
    while (lanes < 64u && lanes < columns) lanes <<= 1;                                                               \
    TYPE kept[7], value = (TYPE)(NEUTRAL);                                                                            \
    uint lane = 0u;                                                                                                   \
    for (uint number = 0u; number < lanes; ++number) {                                                                \
      value = (TYPE)(NEUTRAL);                                                                                        \
      for (uint c = lane; c < columns; c += 64u) value = JOIN(value, LOAD(x + c * inner, left));                      \
      bool is_right = true;                                                                                           \
      __attribute__((opencl_unroll_hint(7))) for (uint level = 0u; level < 7u; ++level) {                             \
        const bool was_right = is_right;                                                                              \
        is_right = was_right && (number >> level & 1u);                                                               \
        if (is_right) {                                                                                               \
          value = JOIN(kept[level], value);                                                                           \
        } else if (was_right) {                                                                                       \
          kept[level] = value;                                                                                        \
        }                                                                                                             \
      }                                                                                                               \
      /* The next in the order of reversed bits. */                                                                   \
      uint bit = lanes >> 1;                                                                                          \
      for (; lane & bit; bit >>= 1) lane ^= bit;                                                                      \
      lane |= bit;                                                                                                    \
    }                                                                                                                 \
    return value;                                                                                                     \
  }
