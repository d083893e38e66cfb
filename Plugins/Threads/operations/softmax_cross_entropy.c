/* For each sample, with m the largest logit, e[k] = exp(x[k] − m) and s the 64-lane sum of e: loss = log(s) + (m − x[label]);
 * gradient[k] = (e[k] / s − (k is the label ? 1 : 0)) × scale. With label smoothing as docs/numerics.md has it. */
#include "../lanes.h"
#include "../operation.h"

typedef struct {
  uint64_t classes;
  bool smoothed;
  float complement, at_label, elsewhere; /* 1 − ε, and the targets; 1, 1 and 0 without smoothing */
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *p = step->parameters;
  if (!has_counts(request, 2, 2, 1)) return unexpected(request, "logits and labels, two outputs and one run scalar");
  const concord_tensor *logits = input(request, 0);
  uint64_t rows = logits->rank == 2 ? (uint64_t)logits->dimensions[0] : 0;
  if (logits->rank != 2 || logits->element_type != CONCORD_FLOAT32 || !is_labels(input(request, 1), rows)
      || !is_vector(output(request, 0), rows) || !same_type(logits, output(request, 1))) {
    return unexpected(request, "logits [N, K], labels i32 [N], loss [N] and a gradient as the logits");
  }
  p->classes = (uint64_t)logits->dimensions[1];
  double smoothing = float_attribute(request, "label_smoothing", 0.0f);
  double complement = 1.0 - smoothing;
  double share = p->classes == 0 ? 0.0 : smoothing / (double)p->classes;
  p->smoothed = smoothing > 0.0;
  p->complement = (float)complement;
  p->at_label = (float)(complement + share);
  p->elsewhere = (float)share;
  step->count = rows;
  step->grain = 1 + ELEMENTS_OF_A_PIECE / 8 / (p->classes + 1);
  return NULL;
}

/* Σ₆₄ (m − x). */
static float sum_of_distances(const float *x, uint64_t count, float m) {
  float lane[LANES] = {0};
  for (uint64_t k = 0; k < count; k++) lane[k % LANES] = lane[k % LANES] + (m - x[k]);
  return lanes_total(lane);
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  const parameters *p = step->parameters;
  const float scale = scalar(step, scalars, 0);
  const int32_t *labels = step->inputs[1].data;
  float *loss = step->outputs[0].data;
  for (uint64_t n = begin; n < end; n++) {
    const float *restrict x = (const float *)step->inputs[0].data + n * p->classes;
    float *restrict gradient = (float *)step->outputs[1].data + n * p->classes;
    if (labels[n] < 0 || (uint64_t)labels[n] >= p->classes) {
      loss[n] = NAN;
      for (uint64_t k = 0; k < p->classes; k++) gradient[k] = NAN;
      continue;
    }
    const uint64_t label = (uint64_t)labels[n];
    const float m = row_maximum(x, p->classes);
    for (uint64_t k = 0; k < p->classes; k++) gradient[k] = exact_exp(x[k] - m);
    const float sum = row_sum(gradient, p->classes);
    float distance = m - x[label];
    if (p->smoothed) distance = fmaf(p->elsewhere, sum_of_distances(x, p->classes, m), p->complement * distance);
    loss[n] = exact_log(sum) + distance;
    for (uint64_t k = 0; k < p->classes; k++) {
      gradient[k] = (gradient[k] / sum - (k == label ? p->at_label : p->elsewhere)) * scale;
    }
  }
}

static const char *const attributes[] = {"label_smoothing", NULL};

const operation softmax_cross_entropy_operation = {
  "softmax_cross_entropy", attributes, sizeof(parameters), prepare, part, NULL};
