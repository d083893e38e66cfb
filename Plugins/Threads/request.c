#include "request.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

const concord_op *op_at(const concord_program *program, uint32_t index) {
  return (const concord_op *)((const char *)program->ops + index * program->op_stride);
}

const concord_tensor *tensor_at(const concord_program *program, uint32_t index) {
  return (const concord_tensor *)((const char *)program->tensors + index * program->tensor_stride);
}

const concord_tensor *input(const request *request, uint32_t number) {
  return tensor_at(request->program, request->op->inputs[number]);
}

const concord_tensor *output(const request *request, uint32_t number) {
  return tensor_at(request->program, request->op->outputs[number]);
}

static concord_error *invalid(uint32_t op_index, const char *problem) {
  return failure(CONCORD_ERROR_INVALID_ARGUMENT, op_index, "%s", problem);
}

static concord_error *check_tensor(const concord_tensor *tensor) {
  if (tensor->rank > CONCORD_MAX_RANK) return invalid(CONCORD_NO_OP, "a tensor has too many dimensions");
  bool empty = false;
  for (uint32_t d = 0; d < tensor->rank; d++) {
    if (tensor->dimensions[d] < 0) return invalid(CONCORD_NO_OP, "a tensor has a negative dimension");
    empty |= tensor->dimensions[d] == 0;
  }
  uint64_t count = 1;
  for (uint32_t d = 0; d < tensor->rank && !empty; d++) {
    if (count > INT64_MAX / 4 / (uint64_t)tensor->dimensions[d]) {
      return invalid(CONCORD_NO_OP, "a tensor is larger than memory can be");
    }
    count *= (uint64_t)tensor->dimensions[d];
  }
  return NULL;
}

static bool all_below(const uint32_t *indices, uint32_t count, uint32_t limit) {
  for (uint32_t i = 0; i < count; i++) {
    if (indices[i] >= limit) return false;
  }
  return true;
}

concord_error *check_program(const concord_program *program) {
  if (program->size < sizeof(concord_program)) {
    return invalid(CONCORD_NO_OP, "concord_program is shorter than version 1 defines");
  }
  if (program->tensor_count > 0 && program->tensor_stride < sizeof(concord_tensor)) {
    return invalid(CONCORD_NO_OP, "concord_tensor is shorter than version 1 defines");
  }
  if (program->op_count > 0 && program->op_stride < sizeof(concord_op)) {
    return invalid(CONCORD_NO_OP, "concord_op is shorter than version 1 defines");
  }
  for (uint32_t i = 0; i < program->tensor_count; i++) {
    concord_error *error = check_tensor(tensor_at(program, i));
    if (error != NULL) return error;
  }
  for (uint32_t i = 0; i < program->op_count; i++) {
    const concord_op *op = op_at(program, i);
    if (!all_below(op->inputs, op->input_count, program->tensor_count)
        || !all_below(op->outputs, op->output_count, program->tensor_count)) {
      return invalid(i, "an operation names a tensor that is not there");
    }
    if (!all_below(op->scalars, op->scalar_count, program->scalar_count)) {
      return invalid(i, "an operation names a run scalar that is not there");
    }
    if (op->attribute_count > 0 && op->attribute_stride < sizeof(concord_attribute)) {
      return invalid(i, "concord_attribute is shorter than version 1 defines");
    }
  }
  return NULL;
}

uint64_t count_from(const concord_tensor *tensor, uint32_t first) {
  uint64_t count = 1;
  for (uint32_t i = first; i < tensor->rank; i++) count *= (uint64_t)tensor->dimensions[i];
  return count;
}

bool same_type(const concord_tensor *a, const concord_tensor *b) {
  if (a->element_type != b->element_type || a->rank != b->rank) return false;
  return memcmp(a->dimensions, b->dimensions, a->rank * sizeof a->dimensions[0]) == 0;
}

bool is_vector(const concord_tensor *tensor, uint64_t count) {
  return tensor->element_type == CONCORD_FLOAT32 && tensor->rank == 1 && (uint64_t)tensor->dimensions[0] == count;
}

bool is_matrix(const concord_tensor *tensor, uint64_t rows, uint64_t columns) {
  return tensor->element_type == CONCORD_FLOAT32 && tensor->rank == 2 && (uint64_t)tensor->dimensions[0] == rows
         && (uint64_t)tensor->dimensions[1] == columns;
}

bool is_labels(const concord_tensor *tensor, uint64_t count) {
  return tensor->element_type == CONCORD_INT32 && tensor->rank == 1 && (uint64_t)tensor->dimensions[0] == count;
}

bool has_counts(const request *request, uint32_t inputs, uint32_t outputs, uint32_t scalars) {
  const concord_op *op = request->op;
  return op->input_count == inputs && op->output_count == outputs && op->scalar_count == scalars;
}

concord_error *unexpected(const request *request, const char *expectation) {
  return failure(
    CONCORD_ERROR_INVALID_ARGUMENT, request->index, "operation %" PRIu32 ", '%s', expects %s", request->index,
    request->op->name, expectation);
}

static const concord_attribute *attribute_at(const request *request, uint32_t index) {
  return (const concord_attribute *)((const char *)request->op->attributes + index * request->op->attribute_stride);
}

static const concord_attribute *attribute(const request *request, const char *name, uint32_t kind) {
  for (uint32_t i = 0; i < request->op->attribute_count; i++) {
    const concord_attribute *candidate = attribute_at(request, i);
    if (strcmp(candidate->name, name) == 0) return candidate->kind == kind ? candidate : NULL;
  }
  return NULL;
}

bool boolean_attribute(const request *request, const char *name, bool otherwise) {
  const concord_attribute *found = attribute(request, name, CONCORD_ATTRIBUTE_BOOLEAN);
  return found == NULL ? otherwise : found->integer != 0;
}

float float_attribute(const request *request, const char *name, float otherwise) {
  const concord_attribute *found = attribute(request, name, CONCORD_ATTRIBUTE_FLOAT);
  return found == NULL ? otherwise : found->number;
}

const char *text_attribute(const request *request, const char *name, const char *otherwise) {
  const concord_attribute *found = attribute(request, name, CONCORD_ATTRIBUTE_STRING);
  return found == NULL ? otherwise : found->string;
}

const char *unknown_attribute(const request *request, const char *const *known) {
  for (uint32_t i = 0; i < request->op->attribute_count; i++) {
    const char *name = attribute_at(request, i)->name;
    const char *const *candidate = known;
    while (*candidate != NULL && strcmp(*candidate, name) != 0) candidate++;
    if (*candidate == NULL) return name;
  }
  return NULL;
}
