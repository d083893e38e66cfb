// The functions of activation and the slopes of activation_gradient, but for those of relu.cl: one entry for each.
// Meaning: Sources/ConcordReference/Ops/ActivationFunctions.swift.

// The normal distribution.
static inline float concord_normal(float x) { return 0.5f * concord_erf(x * 0x1.6a09e6p-1f) + 0.5f; }

// tanh(sqrt(2/pi) (x + 0.044715 x^3)).
static inline float concord_gelu_tangent(float x) {
  return concord_tanh((x * 0x1.988454p-1f) * fma(x * x, 0x1.6e4e26p-5f, 1.0f));
}

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

static inline float concord_hard_sigmoid(float x) {
  return x <= -3.0f ? 0.0f : x >= 3.0f ? 1.0f : concord_divide(x + 3.0f, 6.0f);
}

static inline float concord_hard_sigmoid_slope(float x) { return x > -3.0f && x < 3.0f ? 0x1.555556p-3f : 0.0f; }

static inline float concord_hard_swish_slope(float x) {
  return x < -3.0f ? 0.0f : x > 3.0f ? 1.0f : fma(x, 0x1.555556p-2f, 0.5f);
}

static inline float concord_relu6(float x) { return x <= 0.0f ? 0.0f : x >= 6.0f ? 6.0f : x; }

static inline float concord_relu6_slope(float y) { return y <= 0.0f || y >= 6.0f ? 0.0f : 1.0f; }

// FUNCTION(name, f(value) of x, f'(value) of y, or of x where the vocabulary says that the gradient takes x)
#define CONCORD_ACTIVATION_FUNCTIONS(FUNCTION)                                                                        \
  FUNCTION(sigmoid, concord_sigmoid(value), value * (1.0f - value))                                                   \
  FUNCTION(tanh, concord_tanh(value), fma(-value, value, 1.0f))                                                       \
  FUNCTION(gelu, value * concord_normal(value), concord_gelu_slope(value))                                            \
  FUNCTION(gelu_tanh, value * (0.5f * concord_gelu_tangent(value) + 0.5f), concord_gelu_tanh_slope(value))            \
  FUNCTION(silu, value * concord_sigmoid(value), concord_silu_slope(value))                                           \
  FUNCTION(hard_sigmoid, concord_hard_sigmoid(value), concord_hard_sigmoid_slope(value))                     \
  FUNCTION(hard_swish, value * concord_hard_sigmoid(value), concord_hard_swish_slope(value))                          \
  FUNCTION(relu6, concord_relu6(value), concord_relu6_slope(value))
