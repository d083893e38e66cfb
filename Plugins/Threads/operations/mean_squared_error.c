/* For each sample, with d = x − t: loss = Σ₆₄ (d × d) / K; gradient[k] = (d[k] × (2 / K)) × scale. */
#include "../element_losses.h"

static concord_error *prepare(const request *request, step *step) { return prepare_element_loss(request, step, 2.0); }

static inline element_loss squared_error(float x, float t) {
  const float d = x - t;
  return (element_loss){.value = d * d, .slope = d};
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  run_element_loss(step, scalars, begin, end, squared_error);
}

static const char *const attributes[] = {NULL};

const operation mean_squared_error_operation = {
  "mean_squared_error", attributes, sizeof(element_loss_parameters), prepare, part, NULL};
