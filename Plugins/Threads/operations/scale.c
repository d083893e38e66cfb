/* x = x × factor. */
#include "../operation.h"
#include "../vector.h"

static concord_error *prepare(const request *request, step *step) {
  if (!has_counts(request, 2, 1, 0) || request->op->inputs[0] != request->op->outputs[0]
      || input(request, 0)->element_type != CONCORD_FLOAT32 || !is_vector(input(request, 1), 1)) {
    return unexpected(request, "float32 x, in place, and factor [1]");
  }
  step->count = count_from(input(request, 0), 0);
  step->grain = ELEMENTS_OF_A_PIECE;
  return NULL;
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  (void)scalars;
  float *x = step->outputs[0].data;
  const vector factor = vector_of(*(const float *)step->inputs[1].data);
  for (uint64_t i = begin; i < end; i += LANES_OF_A_VECTOR) {
    vector_store_some(x + i, vector_load_some(x + i, end - i) * factor, end - i);
  }
}

static const char *const attributes[] = {NULL};

const operation scale_operation = {"scale", attributes, 0, prepare, part, NULL};
