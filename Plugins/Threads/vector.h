/* Eight numbers at a time. Each lane is rounded as the single operation is, so the width changes no bit. */
#ifndef THREADS_VECTOR_H
#define THREADS_VECTOR_H

#include "exact.h"

#if defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#endif

#ifndef __has_builtin
#define __has_builtin(name) 0
#endif

/* Without AVX such vectors cross calls in another way than with it. None crosses the library's border. */
#pragma GCC diagnostic ignored "-Wpsabi"

enum { LANES_OF_A_VECTOR = 8 };

typedef float vector __attribute__((vector_size(32)));
typedef int32_t vector_mask __attribute__((vector_size(32))); /* all bits of a lane, or none */

static inline vector vector_of(float x) { return (vector){x, x, x, x, x, x, x, x}; }

static inline vector vector_load(const float *x) {
  vector y;
  memcpy(&y, x, sizeof y);
  return y;
}

static inline void vector_store(float *x, vector y) { memcpy(x, &y, sizeof y); }

/* The first `count` lanes, or all where there are more; +0 in the others. */
static inline vector vector_load_some(const float *x, uint64_t count) {
  if (count >= LANES_OF_A_VECTOR) return vector_load(x);
  vector y = {0};
  memcpy(&y, x, count * sizeof(float));
  return y;
}

static inline void vector_store_some(float *x, vector y, uint64_t count) {
  memcpy(x, &y, count < LANES_OF_A_VECTOR ? count * sizeof(float) : sizeof y);
}

/* a × b + c, rounded once. */
static inline vector vector_fma(vector a, vector b, vector c) {
#if defined(__AVX2__) && defined(__FMA__)
  return (vector)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif __has_builtin(__builtin_elementwise_fma)
  return __builtin_elementwise_fma(a, b, c);
#else
  vector y;
  for (int l = 0; l < LANES_OF_A_VECTOR; l++) y[l] = fmaf(a[l], b[l], c[l]);
  return y;
#endif
}

static inline vector vector_square_root(vector x) {
#if defined(__AVX2__) && defined(__FMA__)
  return (vector)_mm256_sqrt_ps((__m256)x);
#elif __has_builtin(__builtin_elementwise_sqrt)
  return __builtin_elementwise_sqrt(x);
#else
  vector y;
  for (int l = 0; l < LANES_OF_A_VECTOR; l++) y[l] = exact_square_root(x[l]);
  return y;
#endif
}

/* `x` where the mask has no bits, +0 where it has them. */
static inline vector vector_unless(vector_mask mask, vector x) { return (vector)((vector_mask)x & ~mask); }

#endif
