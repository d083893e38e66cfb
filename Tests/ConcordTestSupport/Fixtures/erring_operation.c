/* Another backend's library with a flaw in one operation, known by its name and the size of its output: in the steps of one learning
   rate a bit or more of one element of its output is another, and what follows in the step reads it so. */
#include "concord_backend.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A program in two parts, between which the flaw is; one part and no buffer where it is not meant. */
struct concord_compiled_program {
  concord_compiled_program *first, *second;
  concord_buffer *buffer;
  uint64_t offset;
};

static const concord_backend *inner;
static concord_backend erring;

static const concord_op *op(const concord_program *program, uint32_t index) {
  return (const concord_op *)((const char *)program->ops + index * program->op_stride);
}

static const concord_tensor *output(const concord_program *program, const concord_op *op) {
  return (const concord_tensor *)((const char *)program->tensors + op->outputs[0] * program->tensor_stride);
}

static int is_meant(const concord_program *program, const concord_op *op) {
  if (strcmp(op->name, ERRING_OPERATION) != 0) return 0;
  const concord_tensor *tensor = output(program, op);
  int64_t count = 1;
  for (uint32_t i = 0; i < tensor->rank; ++i) count *= tensor->dimensions[i];
  return count == ERRING_COUNT;
}

static concord_error *compile(
  concord_device *device, const concord_program *program, concord_compiled_program **compiled) {
  concord_compiled_program *parts = calloc(1, sizeof *parts);
  uint32_t split = 0;
  while (split < program->op_count && !is_meant(program, op(program, split))) ++split;
  concord_program first = *program, second = *program;
  if (split < program->op_count) {
    const concord_tensor *tensor = output(program, op(program, split));
    parts->buffer = program->buffers[tensor->buffer];
    parts->offset = tensor->offset + ERRING_ELEMENT * sizeof(float);
    first.op_count = split + 1;
    second.ops = op(program, split + 1);
    second.op_count -= split + 1;
  }
  concord_error *error = inner->program_compile(device, &first, &parts->first);
  if (error == NULL && parts->buffer != NULL) error = inner->program_compile(device, &second, &parts->second);
  *compiled = parts;
  return error;
}

static void release(concord_compiled_program *compiled) {
  inner->program_release(compiled->first);
  if (compiled->second != NULL) inner->program_release(compiled->second);
  free(compiled);
}

static concord_error *run(concord_compiled_program *compiled, const uint32_t *scalars, uint32_t count) {
  concord_error *error = inner->program_run(compiled->first, scalars, count);
  if (error != NULL || compiled->buffer == NULL) return error;
  int meant = 0;
  for (uint32_t i = 0; i < count; ++i) meant |= scalars[i] == ERRING_SCALAR;
  if (meant) {
    uint32_t word = 0;
    error = inner->buffer_read(compiled->buffer, compiled->offset, &word, sizeof word);
    word ^= ERRING_BITS;
    if (error == NULL) error = inner->buffer_write(compiled->buffer, compiled->offset, &word, sizeof word);
    if (error != NULL) return error;
  }
  return inner->program_run(compiled->second, scalars, count);
}

const concord_backend *concord_backend_entry(const concord_host *host);

const concord_backend *concord_backend_entry(const concord_host *host) {
  void *library = dlopen(INNER, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return NULL;
  concord_backend_entry_function entry = (concord_backend_entry_function)dlsym(library, "concord_backend_entry");
  inner = entry == NULL ? NULL : entry(host);
  if (inner == NULL) return NULL;
  erring = *inner;
  erring.program_compile = compile;
  erring.program_release = release;
  erring.program_run = run;
  erring.program_profile = NULL;
  return &erring;
}
