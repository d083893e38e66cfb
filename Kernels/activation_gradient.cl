// activation_gradient: dx = f'(x) dy, element by element, for the f of activation.cl: from y = f(x), or from x where y does not
// say the slope.
// Meaning: Sources/ConcordReference/Ops/ActivationGradient.swift.
//
// A work-item takes 16 elements, the last one what is left.

static inline float concord_gelu_slope(float x) {
  const float density = concord_exp(-0.5f * (x * x)) * 0x1.988454p-2f;
  return fma(x, density, concord_normal(x));
}

static inline float concord_gelu_tanh_slope(float x) {
  const float t = concord_gelu_tangent(x);
  const float z = x * (0.5f * fma(-t, t, 1.0f));
  const float inner = fma((z * x) * 0x1.12ba9ep-3f, x, z);
  return fma(0x1.988454p-1f, inner, 0.5f * t + 0.5f);
}

static inline float concord_silu_slope(float x) {
  const float s = concord_sigmoid(x);
  return s * fma(x, 1.0f - s, 1.0f);
}

// One loop, as in activation.cl.
#define CONCORD_ACTIVATION_GRADIENT(NAME, SLOPE)                                                                      \
  kernel __attribute__((reqd_work_group_size(16, 1, 1))) void concord_activation_gradient_##NAME(                     \
      const global float *values, ulong values_offset, const global float *dy, ulong dy_offset, global float *dx,     \
      ulong dx_offset, ulong count) {                                                                                 \
    const size_t first = get_global_id(0) * 16;                                                                       \
    if (first >= count) return;                                                                                       \
    values += values_offset + first;                                                                                  \
    dy += dy_offset + first;                                                                                          \
    dx += dx_offset + first;                                                                                          \
    const uint size = (uint)min(count - first, 16ul);                                                                 \
    float slopes[16];                                                                                                 \
    for (uint i = 0; i < size; ++i) slopes[i] = values[i];                                                            \
    for (uint i = 0; i < size; ++i) {                                                                                 \
      const float value = slopes[i];                                                                                  \
      slopes[i] = SLOPE;                                                                                              \
    }                                                                                                                 \
    for (uint i = 0; i < size; ++i) slopes[i] = dy[i] * slopes[i];                                                    \
    for (uint i = 0; i < size; ++i) dx[i] = slopes[i];                                                                \
  }

CONCORD_ACTIVATION_GRADIENT(sigmoid, value * (1.0f - value))
CONCORD_ACTIVATION_GRADIENT(tanh, fma(-value, value, 1.0f))
CONCORD_ACTIVATION_GRADIENT(gelu, concord_gelu_slope(value))
CONCORD_ACTIVATION_GRADIENT(gelu_tanh, concord_gelu_tanh_slope(value))
CONCORD_ACTIVATION_GRADIENT(silu, concord_silu_slope(value))
