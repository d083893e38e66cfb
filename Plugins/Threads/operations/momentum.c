/* v = fma(μ, v, g′); p = fma(−learningRate, v, p), or for Nesterov's p = fma(−learningRate, fma(μ, v, g′), p). */
#include "../updates.h"

typedef struct {
  float momentum, weight_decay;
  bool nesterov;
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *own = step->parameters;
  own->momentum = float_attribute(request, "momentum", 0.9f);
  own->weight_decay = float_attribute(request, "weight_decay", 0.0f);
  own->nesterov = boolean_attribute(request, "nesterov", false);
  return prepare_update(request, step, 1, 1);
}

static void update(const step *step, const uint32_t *scalars, update_tensors tensors, uint64_t count) {
  const parameters *own = step->parameters;
  const float *g = tensors.g;
  float *p = tensors.p, *v = tensors.states[0];
  const vector rate = vector_of(-scalar(step, scalars, 0)), momentum = vector_of(own->momentum);
  for (uint64_t i = 0; i < count; i += LANES_OF_A_VECTOR) {
    const vector parameter = vector_load(p + i);
    const vector gradient = decayed(vector_load(g + i), parameter, own->weight_decay);
    const vector velocity = vector_fma(momentum, vector_load(v + i), gradient);
    const vector direction = own->nesterov ? vector_fma(momentum, velocity, gradient) : velocity;
    vector_store(v + i, velocity);
    vector_store(p + i, vector_fma(rate, direction, parameter));
  }
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  run_update(step, scalars, begin, end, 1, update);
}

static const char *const attributes[] = {"momentum", "nesterov", "weight_decay", NULL};

const operation momentum_operation = {"momentum", attributes, sizeof(parameters), prepare, part, NULL};
