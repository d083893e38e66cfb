// activation_gradient: dx = f'(x) dy, element by element, for the f of activation_functions.cl: from y = f(x), or from x where y does not
// say the slope.
// Meaning: Sources/ConcordReference/Ops/ActivationGradient.swift.
//
// A work-item takes 16 elements, the last one what is left; on GPUs one.

// One loop, as in activation.cl.
#define CONCORD_ACTIVATION_GRADIENT(NAME, VALUE, SLOPE)                                                               \
  CONCORD_ELEMENTS void concord_activation_gradient_##NAME(                                                           \
      const global float *values, ulong values_offset, const global float *dy, ulong dy_offset, global float *dx,     \
      ulong dx_offset, ulong count) {                                                                                 \
    const size_t first = get_global_id(0) * CONCORD_EACH;                                                             \
    if (first >= count) return;                                                                                       \
    values += values_offset + first;                                                                                  \
    dy += dy_offset + first;                                                                                          \
    dx += dx_offset + first;                                                                                          \
    const uint size = CONCORD_LEFT((uint)min(count - first, 16ul));                                                   \
    float slopes[16];                                                                                                 \
    for (uint i = 0; i < size; ++i) slopes[i] = values[i];                                                            \
    for (uint i = 0; i < size; ++i) {                                                                                 \
      const float value = slopes[i];                                                                                  \
      slopes[i] = SLOPE;                                                                                              \
    }                                                                                                                 \
    for (uint i = 0; i < size; ++i) slopes[i] = dy[i] * slopes[i];                                                    \
    for (uint i = 0; i < size; ++i) dx[i] = slopes[i];                                                                \
  }

CONCORD_ACTIVATION_FUNCTIONS(CONCORD_ACTIVATION_GRADIENT)
