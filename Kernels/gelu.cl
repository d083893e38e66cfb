// What gelu and its gradient share. Meaning: Sources/ConcordReference/Ops/Activation.swift.

// The normal distribution.
static inline float concord_normal(float x) { return 0.5f * concord_erf(x * 0x1.6a09e6p-1f) + 0.5f; }

// tanh(sqrt(2/pi) (x + 0.044715 x^3)).
static inline float concord_gelu_tangent(float x) {
  return concord_tanh((x * 0x1.988454p-1f) * fma(x * x, 0x1.6e4e26p-5f, 1.0f));
}
