/* For each sample, with l[k] = fma(−x[k], t[k], x[k] ≤ 0 ? +0 : x[k]) + log1p(exp(−|x[k]|)): loss = Σ₆₄ l / K; gradient[k] =
 * ((sigmoid(x[k]) − t[k]) × (1 / K)) × scale. */
#include "../element_losses.h"

static concord_error *prepare(const request *request, step *step) { return prepare_element_loss(request, step, 1.0); }

static inline element_loss cross_entropy(float x, float t) {
  return (element_loss){
    .value = fmaf(-x, t, x <= 0.0f ? 0.0f : x) + exact_log1p(exact_exp(-fabsf(x))),
    .slope = exact_sigmoid(x) - t,
  };
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  run_element_loss(step, scalars, begin, end, cross_entropy);
}

static const char *const attributes[] = {NULL};

const operation binary_cross_entropy_operation = {
  "binary_cross_entropy", attributes, sizeof(element_loss_parameters), prepare, part, NULL};
