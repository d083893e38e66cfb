/* For each sample, with l[k] = fma(−x[k], t[k], x[k] ≤ 0 ? +0 : x[k]) + log1p(exp(−|x[k]|)): loss = Σ₆₄ l / K; gradient[k] =
 * ((sigmoid(x[k]) − t[k]) × (1 / K)) × scale. */
#include "../lanes.h"
#include "../operation.h"

typedef struct {
  uint64_t columns;
  float share; /* rounded once from binary64 */
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *p = step->parameters;
  if (!has_counts(request, 2, 2, 1)) return unexpected(request, "x and t, two outputs and one run scalar");
  const concord_tensor *x = input(request, 0);
  uint64_t rows = x->rank == 2 ? (uint64_t)x->dimensions[0] : 0;
  if (x->rank != 2 || x->element_type != CONCORD_FLOAT32 || !same_type(x, input(request, 1))
      || !is_vector(output(request, 0), rows) || !same_type(x, output(request, 1))) {
    return unexpected(request, "float32 x [N, K], t as x, loss [N] and a gradient as x");
  }
  p->columns = (uint64_t)x->dimensions[1];
  p->share = (float)(1.0 / (double)p->columns);
  step->count = rows;
  step->grain = 1 + ELEMENTS_OF_A_PIECE / 8 / (p->columns + 1);
  return NULL;
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  const parameters *p = step->parameters;
  const float scale = scalar(step, scalars, 0);
  float *loss = step->outputs[0].data;
  for (uint64_t n = begin; n < end; n++) {
    const float *x = (const float *)step->inputs[0].data + n * p->columns;
    const float *t = (const float *)step->inputs[1].data + n * p->columns;
    float *gradient = (float *)step->outputs[1].data + n * p->columns;
    float lane[LANES] = {0};
    for (uint64_t k = 0; k < p->columns; k++) {
      const float l = fmaf(-x[k], t[k], x[k] <= 0.0f ? 0.0f : x[k]) + exact_log1p(exact_exp(-fabsf(x[k])));
      lane[k % LANES] = lane[k % LANES] + l;
      gradient[k] = ((exact_sigmoid(x[k]) - t[k]) * p->share) * scale;
    }
    loss[n] = lanes_total(lane) / (float)p->columns;
  }
}

static const char *const attributes[] = {NULL};

const operation binary_cross_entropy_operation = {"binary_cross_entropy", attributes, sizeof(parameters), prepare, part, NULL};
