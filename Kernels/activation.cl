// activation: y = f(x), element by element, for the f of activation_functions.cl; relu.cl has the others.
// Meaning: Sources/ConcordReference/Ops/Activation.swift.
//
// A work-item takes 16 elements, the last one what is left; on GPUs one.

// y may be where x is, so the values are taken first. One loop over at most 16 elements: compilers for processors make vectors of
// it, as the elementary functions do not branch. PoCL does not of a loop over exactly 16, which it unrolls first: erf then took 60
// times as long.
#define CONCORD_ACTIVATION(NAME, VALUE, SLOPE)                                                                        \
  CONCORD_ELEMENTS void concord_activation_##NAME(                                                                    \
      const global float *x, ulong x_offset, global float *y, ulong y_offset, ulong count) {                          \
    const size_t first = get_global_id(0) * CONCORD_EACH;                                                             \
    if (first >= count) return;                                                                                       \
    x += x_offset + first;                                                                                            \
    y += y_offset + first;                                                                                            \
    const uint size = CONCORD_LEFT((uint)min(count - first, 16ul));                                                   \
    float values[16];                                                                                                 \
    for (uint i = 0; i < size; ++i) values[i] = x[i];                                                                 \
    for (uint i = 0; i < size; ++i) {                                                                                 \
      const float value = values[i];                                                                                  \
      values[i] = VALUE;                                                                                              \
    }                                                                                                                 \
    for (uint i = 0; i < size; ++i) y[i] = values[i];                                                                 \
  }

CONCORD_ACTIVATION_FUNCTIONS(CONCORD_ACTIVATION)
