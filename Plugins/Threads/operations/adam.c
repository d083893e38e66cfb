/* m = fma(β₁, m, (1−β₁) × g′); v = fma(β₂, v, ((1−β₂) × g′) × g′); p = p′ − (stepSize × m) / (√v / rootCorrection + ε), where p′ is
 * fma(−decay, p, p) where it is decoupled and decay is not 0, else p. */
#include "../updates.h"

typedef struct {
  float beta1, beta2, beta1_complement, beta2_complement, epsilon, weight_decay;
  bool decoupled;
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *own = step->parameters;
  own->beta1 = float_attribute(request, "beta1", 0.9f);
  own->beta2 = float_attribute(request, "beta2", 0.999f);
  own->beta1_complement = float_attribute(request, "beta1_complement", (float)(1 - 0.9));
  own->beta2_complement = float_attribute(request, "beta2_complement", (float)(1 - 0.999));
  own->epsilon = float_attribute(request, "epsilon", 1e-8f);
  own->weight_decay = float_attribute(request, "weight_decay", 0.0f);
  own->decoupled = boolean_attribute(request, "decoupled", false);
  return prepare_update(request, step, 2, own->decoupled ? 3 : 2);
}

static void update(const step *step, const uint32_t *scalars, update_tensors tensors, uint64_t count) {
  const parameters *own = step->parameters;
  const float *g = tensors.g;
  float *p = tensors.p, *m = tensors.states[0], *v = tensors.states[1];
  const vector step_size = vector_of(scalar(step, scalars, 0)), root_correction = vector_of(scalar(step, scalars, 1));
  const float decay = own->decoupled ? scalar(step, scalars, 2) : 0.0f;
  const vector beta1 = vector_of(own->beta1), beta1_complement = vector_of(own->beta1_complement);
  const vector beta2 = vector_of(own->beta2), beta2_complement = vector_of(own->beta2_complement);
  const vector epsilon = vector_of(own->epsilon);
  for (uint64_t i = 0; i < count; i += LANES_OF_A_VECTOR) {
    vector parameter = vector_load(p + i);
    const vector gradient = decayed(vector_load(g + i), parameter, own->weight_decay);
    if (decay != 0.0f) parameter = vector_fma(vector_of(-decay), parameter, parameter);
    const vector mean = vector_fma(beta1, vector_load(m + i), beta1_complement * gradient);
    const vector square = vector_fma(beta2, vector_load(v + i), (beta2_complement * gradient) * gradient);
    const vector divisor = vector_square_root(square) / root_correction + epsilon;
    vector_store(m + i, mean);
    vector_store(v + i, square);
    vector_store(p + i, parameter - (step_size * mean) / divisor);
  }
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  run_update(step, scalars, begin, end, 2, update);
}

static const char *const attributes[] = {
  "beta1", "beta2", "beta1_complement", "beta2_complement", "epsilon", "weight_decay", "decoupled", NULL};

const operation adam_operation = {"adam", attributes, sizeof(parameters), prepare, part, NULL};
