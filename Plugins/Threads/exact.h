/* Elementary functions, operation by operation as Sources/ConcordNumerics and Kernels/exact.cl have them: docs/numerics.md names
 * the methods. Every fused multiply-add is written fmaf; nothing else may be fused, whatever the compiler's own idea of it is. */
#ifndef THREADS_EXACT_H
#define THREADS_EXACT_H

#ifdef __FAST_MATH__
#error "-ffast-math changes results; compile without it"
#endif
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF /* others take -ffp-contract=off */
#endif

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline float float_of(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* The larger; a NaN wins over numbers; of equal values the first is kept. */
static inline float exact_maximum(float a, float b) { return b > a || b != b ? b : a; }

/* Correctly rounded, as the processor's is. */
static inline float exact_square_root(float x) { return __builtin_sqrtf(x); }

/* 2 to the power n, for n from -126 to 127. */
static inline float power_of_two(int32_t n) { return float_of((uint32_t)(n + 127) << 23); }

static inline float exact_exp(float x) {
  const float low = x < -104.0f ? -104.0f : x;
  const float argument = low > 89.0f ? 89.0f : low;
  const float shifted = fmaf(argument, 0x1.715476p+0f, 0x1.8p+23f);
  const float n = shifted - 0x1.8p+23f;
  float r = fmaf(n, -0x1.62e43p-1f, argument);
  r = fmaf(n, 0x1.05c61p-29f, r);

  float p = 0x1.9f08bep-13f;
  p = fmaf(p, r, 0x1.6d8d06p-10f);
  p = fmaf(p, r, 0x1.11127p-7f);
  p = fmaf(p, r, 0x1.55548ep-5f);
  p = fmaf(p, r, 0x1.555554p-3f);
  p = fmaf(p, r, 0x1p-1f);
  p = fmaf(p, r * r, r);
  const float y = 1.0f + p;

  const int32_t integer = (int32_t)(bits_of(shifted) - 0x4b400000u);
  const int32_t half = integer >> 1;
  const float scaled = y * power_of_two(half) * power_of_two(integer - half);
  return x == x ? scaled : NAN;
}

/* e ln 2 + log(1 + f) for f in [-1/3, 1/3]. */
static inline float logarithm(float e, float f) {
  float p = -0x1.0804cp-3f;
  p = fmaf(p, f, 0x1.1e66ap-3f);
  p = fmaf(p, f, -0x1.f31194p-4f);
  p = fmaf(p, f, 0x1.1ed71cp-3f);
  p = fmaf(p, f, -0x1.559dc8p-3f);
  p = fmaf(p, f, 0x1.99d028p-3f);
  p = fmaf(p, f, -0x1.fffefp-3f);
  p = fmaf(p, f, 0x1.555506p-2f);
  p = fmaf(p, f, -0x1p-1f);
  const float sum = fmaf(e, 0x1.62e43p-1f, f);
  const float lost = fmaf(e, 0x1.62e43p-1f, -sum) + f;
  return sum + (fmaf(p, f * f, e * -0x1.05c61p-29f) + lost);
}

static inline float exact_log(float x) {
  const int denormal = x < 0x1p-126f;
  const float scaled = denormal ? x * 0x1p+23f : x;
  const int32_t exponent = (int32_t)(bits_of(scaled) - 0x3f2aaaabu) >> 23;
  const float mantissa = float_of(bits_of(scaled) - ((uint32_t)exponent << 23));
  const float r = logarithm((float)(exponent - (denormal ? 23 : 0)), mantissa - 1.0f);
  const float finite = x < INFINITY ? r : x;
  const float outside = x == 0.0f ? -INFINITY : NAN;
  return x > 0.0f ? finite : outside;
}

static inline float exact_log1p(float x) {
  const float u = 1.0f + x;
  const int32_t exponent = (int32_t)(bits_of(u) - 0x3f2aaaabu) >> 23;
  const int large = exponent > 60;
  const float scale = power_of_two(large ? 0 : -exponent);
  const float mantissa = float_of(bits_of(u) - ((uint32_t)exponent << 23));
  const float fraction = large ? mantissa - 1.0f : fmaf(x, scale, scale - 1.0f);
  const float r = logarithm((float)exponent, fraction);
  const float finite = x < INFINITY ? r : x;
  const float outside = x == -1.0f ? -INFINITY : NAN;
  const int tiny = x < 0x1p-126f && x > -0x1p-126f;
  return tiny ? x : x > -1.0f ? finite : outside;
}

static inline float exact_tanh(float x) {
  const float a = fabsf(x);
  const float s = a * a;
  float p = -0x1.945f4p-8f;
  p = fmaf(p, s, 0x1.5812aap-6f);
  p = fmaf(p, s, -0x1.b905c4p-5f);
  p = fmaf(p, s, 0x1.110c5ep-3f);
  p = fmaf(p, s, -0x1.555548p-2f);
  const float small = fmaf(p, s * a, a);
  const float large = 1.0f - 2.0f / (exact_exp(a + a) + 1.0f);
  return x == x ? copysignf(a < 0.5625f ? small : large, x) : NAN;
}

static inline float exact_sigmoid(float x) {
  const float e = exact_exp(-fabsf(x));
  return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

static inline float exact_erf(float x) {
  const float a = fabsf(x);
  const float s = a * a;
  float p = 0x1.4f562ep-14f;
  p = fmaf(p, s, -0x1.a606c2p-11f);
  p = fmaf(p, s, 0x1.5449e4p-8f);
  p = fmaf(p, s, -0x1.b80118p-6f);
  p = fmaf(p, s, 0x1.ce2d64p-4f);
  p = fmaf(p, s, -0x1.81274p-2f);
  p = fmaf(p, s, 0x1.06eba8p-3f);
  const float small = fmaf(p, a, a);

  const float t = a > 3.9375f ? 3.9375f : a;
  float g = -0x1.624a2p-16f;
  g = fmaf(g, t, 0x1.c7d54ep-12f);
  g = fmaf(g, t, -0x1.116f8p-8f);
  g = fmaf(g, t, 0x1.9b9c44p-6f);
  g = fmaf(g, t, -0x1.bb894ep-4f);
  g = fmaf(g, t, -0x1.44456cp-1f);
  g = fmaf(g, t, -0x1.21280cp+0f);
  g = fmaf(g, t, 0x1.6f63bp-13f);
  const float large = 1.0f - exact_exp(g);
  return x == x ? copysignf(a < 0.921875f ? small : large, x) : NAN;
}

#endif
