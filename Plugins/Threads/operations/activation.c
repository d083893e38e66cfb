/* y = f(x), element by element. y may lie exactly over x. */
#include "../activations.h"
#include "../vector.h"

static concord_error *prepare(const request *request, step *step) {
  if (!has_counts(request, 1, 1, 0)) return unexpected(request, "x and one output");
  const concord_tensor *x = input(request, 0);
  if (x->element_type != CONCORD_FLOAT32 || !same_type(x, output(request, 0))) return unexpected(request, "float32 x, and y as x");
  step->count = count_from(x, 0);
  step->grain = ELEMENTS_OF_A_PIECE;
  return read_activation(request, step->parameters);
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  (void)scalars;
  const activation_parameters *p = step->parameters;
  const float *x = step->inputs[0].data;
  float *y = step->outputs[0].data;
  switch (p->function) {
  case RELU:
    for (uint64_t i = begin; i < end; i += LANES_OF_A_VECTOR) {
      vector value = vector_load_some(x + i, end - i);
      vector_store_some(y + i, vector_unless(value <= 0.0f, value), end - i);
    }
    break;
  case LEAKY_RELU:
    for (uint64_t i = begin; i < end; i++) y[i] = x[i] <= 0.0f ? p->slope * x[i] : x[i];
    break;
  case SIGMOID:
    for (uint64_t i = begin; i < end; i++) y[i] = exact_sigmoid(x[i]);
    break;
  case TANH:
    for (uint64_t i = begin; i < end; i++) y[i] = exact_tanh(x[i]);
    break;
  case GELU:
    for (uint64_t i = begin; i < end; i++) y[i] = x[i] * normal_distribution(x[i]);
    break;
  case GELU_TANH:
    for (uint64_t i = begin; i < end; i++) y[i] = x[i] * (0.5f * gelu_tangent(x[i]) + 0.5f);
    break;
  case SILU:
    for (uint64_t i = begin; i < end; i++) y[i] = x[i] * exact_sigmoid(x[i]);
    break;
  }
}

static const char *const attributes[] = {"function", "slope", NULL};

const operation activation_operation = {"activation", attributes, sizeof(activation_parameters), prepare, part, NULL};
