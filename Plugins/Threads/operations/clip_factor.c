/* factor = maximumNorm / (√s + 10⁻⁶), and 1 where that is more; s is the 64-lane sum of the blocks' sums of squares, each tensor by
 * itself in blocks of 4,096 elements, the last one shorter. The blocks' sums lie in the workspace. */
#include "../lanes.h"
#include "../operation.h"

enum { BLOCK = 4096 };

typedef struct {
  float maximum_norm;
  uint32_t tensor_count;
} parameters;

static uint64_t blocks_of(uint64_t elements) { return (elements + BLOCK - 1) / BLOCK; }

static concord_error *prepare(const request *request, step *step) {
  parameters *p = step->parameters;
  const concord_op *op = request->op;
  if (op->input_count < 1 || !has_counts(request, op->input_count, 1, 0) || !is_vector(output(request, 0), 1)) {
    return unexpected(request, "one tensor or more, and factor [1]");
  }
  for (uint32_t i = 0; i < op->input_count; i++) {
    if (input(request, i)->element_type != CONCORD_FLOAT32) return unexpected(request, "tensors of float32");
    step->count += blocks_of(count_from(input(request, i), 0));
  }
  p->maximum_norm = float_attribute(request, "maximum_norm", 1.0f);
  p->tensor_count = op->input_count;
  step->grain = 4;
  step->workspace_bytes = step->count * sizeof(float);
  return NULL;
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  (void)scalars;
  const parameters *p = step->parameters;
  float *sums = step->workspace;
  uint64_t first = 0; /* the number of the tensor's first block */
  for (uint32_t i = 0; i < p->tensor_count && first < end; i++) {
    const operand *tensor = &step->inputs[i];
    uint64_t past = first + blocks_of(tensor->count);
    for (uint64_t block = begin > first ? begin : first; block < end && block < past; block++) {
      uint64_t start = (block - first) * BLOCK;
      uint64_t count = tensor->count - start < BLOCK ? tensor->count - start : BLOCK;
      sums[block] = row_sum_of_squares((const float *)tensor->data + start, count);
    }
    first = past;
  }
}

static void finish(const step *step, const uint32_t *scalars) {
  (void)scalars;
  const parameters *p = step->parameters;
  float quotient = p->maximum_norm / (exact_square_root(row_sum(step->workspace, step->count)) + 1e-6f);
  *(float *)step->outputs[0].data = quotient > 1.0f ? 1.0f : quotient;
}

static const char *const attributes[] = {"maximum_norm", NULL};

const operation clip_factor_operation = {"clip_factor", attributes, sizeof(parameters), prepare, part, finish};
