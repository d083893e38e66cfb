/* sum[c] = sum[c] + s[n, c] for n ascending, from +0 or from the present value, where s[n, c] is the 64-lane sum over the sample's
 * positions, and the element itself where there is one. */
#include "../lanes.h"
#include "../operation.h"

typedef struct {
  uint64_t samples, channels, positions;
  bool accumulate;
} parameters;

static concord_error *prepare(const request *request, step *step) {
  parameters *p = step->parameters;
  p->accumulate = boolean_attribute(request, "accumulate", false);
  if (!has_counts(request, 1u + p->accumulate, 1, 0)) return unexpected(request, "x, then sum where it accumulates, and one output");
  const concord_tensor *x = input(request, 0);
  if (x->rank < 2 || x->element_type != CONCORD_FLOAT32 || !is_vector(output(request, 0), (uint64_t)x->dimensions[1])
      || (p->accumulate && request->op->inputs[1] != request->op->outputs[0])) {
    return unexpected(request, "float32 x [N, C, ...] and sum [C], in place where it accumulates");
  }
  p->samples = (uint64_t)x->dimensions[0];
  p->channels = (uint64_t)x->dimensions[1];
  p->positions = count_from(x, 2);
  uint64_t of_a_channel = p->positions == 0 || p->samples == 0 ? 1 : p->samples * p->positions;
  step->count = p->channels;
  step->grain = 1 + ELEMENTS_OF_A_PIECE / of_a_channel;
  return NULL;
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  (void)scalars;
  const parameters *p = step->parameters;
  const float *x = step->inputs[0].data;
  float *restrict sum = step->outputs[0].data;
  if (!p->accumulate) memset(sum + begin, 0, (end - begin) * sizeof(float));
  /* Samples without positions have the sum +0, and adding that once is adding it any number of times. */
  uint64_t samples = p->positions == 0 && p->samples > 1 ? 1 : p->samples;
  for (uint64_t n = 0; n < samples; n++) {
    if (p->positions == 1) {
      const float *restrict row = x + n * p->channels;
      for (uint64_t c = begin; c < end; c++) sum[c] = sum[c] + row[c];
    } else {
      for (uint64_t c = begin; c < end; c++) {
        sum[c] = sum[c] + (p->positions == 0 ? 0.0f : row_sum(x + (n * p->channels + c) * p->positions, p->positions));
      }
    }
  }
}

static const char *const attributes[] = {"accumulate", NULL};

const operation batch_sum_operation = {"batch_sum", attributes, sizeof(parameters), prepare, part, NULL};
