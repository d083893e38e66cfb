/* y[n, k] = 1 where k is the label of n, else +0; NaN throughout where the label is no class. */
#include "../exact.h"
#include "../operation.h"

/* The number of classes is the output's: the host checks the attribute against it. */
typedef struct {
  uint64_t classes;
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *p = step->parameters;
  if (!has_counts(request, 1, 1, 0)) return unexpected(request, "labels and one output");
  const concord_tensor *y = output(request, 0);
  if (y->rank != 2 || y->element_type != CONCORD_FLOAT32 || !is_labels(input(request, 0), (uint64_t)y->dimensions[0])) {
    return unexpected(request, "labels i32 [N] and y [N, classes]");
  }
  p->classes = (uint64_t)y->dimensions[1];
  step->count = (uint64_t)y->dimensions[0];
  step->grain = 1 + ELEMENTS_OF_A_PIECE / (p->classes + 1);
  return NULL;
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  (void)scalars;
  const parameters *p = step->parameters;
  const int32_t *labels = step->inputs[0].data;
  for (uint64_t n = begin; n < end; n++) {
    float *y = (float *)step->outputs[0].data + n * p->classes;
    const bool is_class = labels[n] >= 0 && (uint64_t)labels[n] < p->classes;
    for (uint64_t k = 0; k < p->classes; k++) y[k] = is_class ? 0.0f : NAN;
    if (is_class) y[labels[n]] = 1.0f;
  }
}

static const char *const attributes[] = {"classes", NULL};

const operation one_hot_operation = {"one_hot", attributes, sizeof(parameters), prepare, part, NULL};
