/* p = fma(−learningRate, g′, p). */
#include "../updates.h"

typedef struct {
  float weight_decay;
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *own = step->parameters;
  own->weight_decay = float_attribute(request, "weight_decay", 0.0f);
  return prepare_update(request, step, 0, 1);
}

static void update(const step *step, const uint32_t *scalars, update_tensors tensors, uint64_t count) {
  const parameters *own = step->parameters;
  const float *g = tensors.g;
  float *p = tensors.p;
  const vector rate = vector_of(-scalar(step, scalars, 0));
  for (uint64_t i = 0; i < count; i += LANES_OF_A_VECTOR) {
    const vector parameter = vector_load(p + i);
    const vector gradient = decayed(vector_load(g + i), parameter, own->weight_decay);
    vector_store(p + i, vector_fma(rate, gradient, parameter));
  }
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  run_update(step, scalars, begin, end, 0, update);
}

static const char *const attributes[] = {"weight_decay", NULL};

const operation sgd_operation = {"sgd", attributes, sizeof(parameters), prepare, part, NULL};
