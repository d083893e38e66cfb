/* y[n, c, p] = x[n, c, p] + b[c]. */
#include "../operation.h"
#include "../vector.h"

typedef struct {
  uint64_t channels, positions;
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *p = step->parameters;
  if (!has_counts(request, 2, 1, 0)) return unexpected(request, "x, b and one output");
  const concord_tensor *x = input(request, 0);
  if (x->rank < 2 || x->element_type != CONCORD_FLOAT32 || !same_type(x, output(request, 0))
      || !is_vector(input(request, 1), (uint64_t)x->dimensions[1])) {
    return unexpected(request, "float32 x [N, C, ...], b [C] and y as x");
  }
  p->channels = (uint64_t)x->dimensions[1];
  p->positions = count_from(x, 2);
  uint64_t count = count_from(x, 0);
  step->count = count == 0 ? 0 : (uint64_t)x->dimensions[0];
  step->grain = count == 0 ? 1 : 1 + ELEMENTS_OF_A_PIECE / (p->channels * p->positions);
  return NULL;
}

/* y may lie exactly over x. */
static void add_row(const float *x, const float *b, float *y, uint64_t count) {
  for (uint64_t i = 0; i < count; i += LANES_OF_A_VECTOR) {
    vector_store_some(y + i, vector_load_some(x + i, count - i) + vector_load_some(b + i, count - i), count - i);
  }
}

static void add_number(const float *x, float b, float *y, uint64_t count) {
  for (uint64_t i = 0; i < count; i += LANES_OF_A_VECTOR) {
    vector_store_some(y + i, vector_load_some(x + i, count - i) + vector_of(b), count - i);
  }
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  (void)scalars;
  const parameters *p = step->parameters;
  const float *b = step->inputs[1].data;
  for (uint64_t n = begin; n < end; n++) {
    const float *x = (const float *)step->inputs[0].data + n * p->channels * p->positions;
    float *y = (float *)step->outputs[0].data + n * p->channels * p->positions;
    if (p->positions == 1) {
      add_row(x, b, y, p->channels);
    } else {
      for (uint64_t c = 0; c < p->channels; c++) add_number(x + c * p->positions, b[c], y + c * p->positions, p->positions);
    }
  }
}

static const char *const attributes[] = {NULL};

const operation bias_add_operation = {"bias_add", attributes, sizeof(parameters), prepare, part, NULL};
