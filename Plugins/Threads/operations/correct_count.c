/* count = count + the number of rows whose largest element is the label's: of equal ones the first, of NaNs too. */
#include "../exact.h"
#include "../operation.h"

typedef struct {
  uint64_t rows, classes;
  bool accumulate;
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *p = step->parameters;
  p->accumulate = boolean_attribute(request, "accumulate", false);
  if (!has_counts(request, 2u + p->accumulate, 1, 0)) {
    return unexpected(request, "logits, labels, then count where it accumulates, and one output");
  }
  const concord_tensor *logits = input(request, 0);
  if (logits->rank != 2 || logits->element_type != CONCORD_FLOAT32 || logits->dimensions[1] < 1
      || !is_labels(input(request, 1), (uint64_t)logits->dimensions[0]) || !is_labels(output(request, 0), 1)
      || (p->accumulate && request->op->inputs[2] != request->op->outputs[0])) {
    return unexpected(request, "logits [N, K], labels i32 [N] and count i32 [1], in place where it accumulates");
  }
  p->rows = (uint64_t)logits->dimensions[0];
  p->classes = (uint64_t)logits->dimensions[1];
  return NULL;
}

static uint64_t largest(const float *row, uint64_t count) {
  uint64_t best = 0;
  for (uint64_t i = 1; i < count; i++) {
    if (row[i] > row[best] || (row[i] != row[i] && row[best] == row[best])) best = i;
  }
  return best;
}

static void finish(const step *step, const uint32_t *scalars) {
  (void)scalars;
  const parameters *p = step->parameters;
  const float *logits = step->inputs[0].data;
  const int32_t *labels = step->inputs[1].data;
  uint32_t *count = step->outputs[0].data; /* unsigned: it wraps */
  uint32_t correct = p->accumulate ? *count : 0;
  for (uint64_t n = 0; n < p->rows; n++) {
    correct += labels[n] >= 0 && largest(logits + n * p->classes, p->classes) == (uint64_t)labels[n];
  }
  *count = correct;
}

static const char *const attributes[] = {"accumulate", NULL};

const operation correct_count_operation = {"correct_count", attributes, sizeof(parameters), prepare, NULL, finish};
