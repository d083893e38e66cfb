/* s = fma(g′, g′, s); p = p − (learningRate × g′) / (√s + ε). */
#include "../updates.h"

typedef struct {
  float epsilon, weight_decay;
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *own = step->parameters;
  own->epsilon = float_attribute(request, "epsilon", 1e-10f);
  own->weight_decay = float_attribute(request, "weight_decay", 0.0f);
  return prepare_update(request, step, 1, 1);
}

static void update(const step *step, const uint32_t *scalars, update_tensors tensors, uint64_t count) {
  const parameters *own = step->parameters;
  const float *g = tensors.g;
  float *p = tensors.p, *s = tensors.states[0];
  const vector rate = vector_of(scalar(step, scalars, 0)), epsilon = vector_of(own->epsilon);
  for (uint64_t i = 0; i < count; i += LANES_OF_A_VECTOR) {
    const vector parameter = vector_load(p + i);
    const vector gradient = decayed(vector_load(g + i), parameter, own->weight_decay);
    const vector sum = vector_fma(gradient, gradient, vector_load(s + i));
    vector_store(s + i, sum);
    vector_store(p + i, parameter - (rate * gradient) / (vector_square_root(sum) + epsilon));
  }
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  run_update(step, scalars, begin, end, 1, update);
}

static const char *const attributes[] = {"epsilon", "weight_decay", NULL};

const operation adagrad_operation = {"adagrad", attributes, sizeof(parameters), prepare, part, NULL};
