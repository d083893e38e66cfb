/* v = fma(α, v, ((1−α) × g′) × g′); p = p − (learningRate × g′) / (√v + ε). */
#include "../updates.h"

typedef struct {
  float alpha, alpha_complement, epsilon, weight_decay;
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *own = step->parameters;
  own->alpha = float_attribute(request, "alpha", 0.99f);
  own->alpha_complement = float_attribute(request, "alpha_complement", (float)(1 - 0.99));
  own->epsilon = float_attribute(request, "epsilon", 1e-8f);
  own->weight_decay = float_attribute(request, "weight_decay", 0.0f);
  return prepare_update(request, step, 1, 1);
}

static void update(const step *step, const uint32_t *scalars, update_tensors tensors, uint64_t count) {
  const parameters *own = step->parameters;
  const float *g = tensors.g;
  float *p = tensors.p, *v = tensors.states[0];
  const vector rate = vector_of(scalar(step, scalars, 0)), epsilon = vector_of(own->epsilon);
  const vector alpha = vector_of(own->alpha), alpha_complement = vector_of(own->alpha_complement);
  for (uint64_t i = 0; i < count; i += LANES_OF_A_VECTOR) {
    const vector parameter = vector_load(p + i);
    const vector gradient = decayed(vector_load(g + i), parameter, own->weight_decay);
    const vector square = vector_fma(alpha, vector_load(v + i), (alpha_complement * gradient) * gradient);
    vector_store(v + i, square);
    vector_store(p + i, parameter - (rate * gradient) / (vector_square_root(square) + epsilon));
  }
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  run_update(step, scalars, begin, end, 1, update);
}

static const char *const attributes[] = {"alpha", "alpha_complement", "epsilon", "weight_decay", NULL};

const operation rmsprop_operation = {"rmsprop", attributes, sizeof(parameters), prepare, part, NULL};
