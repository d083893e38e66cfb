/* The activation functions, which an operation and its gradient share. */
#ifndef THREADS_ACTIVATIONS_H
#define THREADS_ACTIVATIONS_H

#include "exact.h"
#include "operation.h"

#pragma GCC visibility push(hidden) /* the library exports its entry alone */

typedef enum { RELU, LEAKY_RELU, SIGMOID, TANH, GELU, GELU_TANH, SILU } activation_function;

typedef struct {
  activation_function function;
  float slope; /* of leaky_relu below zero */
} activation_parameters;

/** Reads the attributes `function` and `slope`. */
concord_error *read_activation(const request *request, activation_parameters *parameters);

/** Φ(x), the normal distribution: the constant is √½. */
static inline float normal_distribution(float x) { return 0.5f * exact_erf(x * 0x1.6a09e6p-1f) + 0.5f; }

/** tanh(√(2/π) (x + 0.044715 x³)). */
static inline float gelu_tangent(float x) {
  return exact_tanh((x * 0x1.988454p-1f) * fmaf(x * x, 0x1.6e4e26p-5f, 1.0f));
}

#pragma GCC visibility pop

#endif
