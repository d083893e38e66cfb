#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "program.h"

#include "clock.h"
#include "device.h"
#include "operation.h"

#include <fenv.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct concord_compiled_program {
  pool *pool;
  uint32_t step_count, scalar_count;
  step *steps[];
};

static operand *operands(const concord_program *program, const uint32_t *tensors, uint32_t count, operand *room) {
  for (uint32_t i = 0; i < count; i++) room[i].count = count_from(tensor_at(program, tensors[i]), 0);
  return room;
}

/* Everything about operation `index` but where it lies. One block of memory, which free() takes. */
static concord_error *make_step(const concord_device *device, const concord_program *program, uint32_t index, step **made) {
  const concord_op *op = op_at(program, index);
  request request = {program, op, index, pool_threads(device->pool)};
  const operation *operation = operation_named(op->name);
  if (operation == NULL) {
    return failure(
      CONCORD_ERROR_UNSUPPORTED, index,
      "the operation '%s' is not served, only those of multilayer perceptrons; use --backend opencl", op->name);
  }
  const char *unknown = unknown_attribute(&request, operation->attributes);
  if (unknown != NULL) {
    return failure(
      CONCORD_ERROR_UNSUPPORTED, index, "'%s' with the attribute '%s' is not served; use --backend opencl", op->name, unknown);
  }
  size_t operand_count = (size_t)op->input_count + op->output_count;
  step *result = calloc(
    1, sizeof *result + operand_count * sizeof(operand) + (operation->parameter_bytes + 7) / 8 * 8
         + op->scalar_count * sizeof(uint32_t));
  if (result == NULL) return failure(CONCORD_ERROR_OUT_OF_MEMORY, index, "no memory for an operation");
  result->operation = operation;
  result->index = index;
  result->grain = 1;
  result->inputs = operands(program, op->inputs, op->input_count, (operand *)(result + 1));
  result->outputs = operands(program, op->outputs, op->output_count, result->inputs + op->input_count);
  result->parameters = result->outputs + op->output_count;
  result->scalars = (uint32_t *)((char *)result->parameters + (operation->parameter_bytes + 7) / 8 * 8);
  if (op->scalar_count > 0) memcpy(result->scalars, op->scalars, op->scalar_count * sizeof(uint32_t));
  concord_error *error = operation->prepare(&request, result);
  if (error != NULL) {
    free(result);
    return error;
  }
  *made = result;
  return NULL;
}

/* Where `bytes` bytes lie; an empty tensor lies nowhere. */
static concord_error *locate(
  const concord_program *program, uint32_t op_index, uint32_t buffer, uint64_t offset, uint64_t bytes, void **place) {
  if (bytes == 0) return NULL;
  if (buffer >= program->buffer_count || offset % CONCORD_ALIGNMENT != 0
      || !fits(offset, bytes, program->buffers[buffer]->size)) {
    return failure(
      CONCORD_ERROR_INVALID_ARGUMENT, op_index,
      "%" PRIu64 " bytes at %" PRIu64 " lie outside of their buffer, or not at a multiple of %u", bytes, offset,
      CONCORD_ALIGNMENT);
  }
  *place = program->buffers[buffer]->bytes + offset;
  return NULL;
}

static concord_error *place_operands(
  const concord_program *program, uint32_t op_index, const uint32_t *tensors, uint32_t count, operand *operands) {
  concord_error *error = NULL;
  for (uint32_t i = 0; error == NULL && i < count; i++) {
    const concord_tensor *tensor = tensor_at(program, tensors[i]);
    error = locate(program, op_index, tensor->buffer, tensor->offset, operands[i].count * 4, &operands[i].data);
  }
  return error;
}

static concord_error *place_step(const concord_program *program, step *step) {
  const concord_op *op = op_at(program, step->index);
  concord_error *error = place_operands(program, step->index, op->inputs, op->input_count, step->inputs);
  if (error == NULL) error = place_operands(program, step->index, op->outputs, op->output_count, step->outputs);
  if (error == NULL && op->workspace_bytes < step->workspace_bytes) {
    error = failure(
      CONCORD_ERROR_INVALID_ARGUMENT, step->index, "'%s' needs %" PRIu64 " bytes of workspace, but got %" PRIu64, op->name,
      step->workspace_bytes, op->workspace_bytes);
  }
  if (error == NULL) {
    error = locate(
      program, step->index, op->workspace_buffer, op->workspace_offset, step->workspace_bytes, &step->workspace);
  }
  return error;
}

concord_error *program_query(concord_device *device, const concord_program *program, uint64_t *workspace_bytes) {
  concord_error *error = check_program(program);
  /* Outputs are written last: first all operations are looked at. */
  for (int writing = 0; error == NULL && writing < 2; writing++) {
    for (uint32_t i = 0; error == NULL && i < program->op_count; i++) {
      step *step = NULL;
      error = make_step(device, program, i, &step);
      if (error == NULL && writing) workspace_bytes[i] = step->workspace_bytes;
      free(step);
    }
  }
  return error;
}

concord_error *program_compile(
  concord_device *device, const concord_program *program, concord_compiled_program **compiled) {
  concord_error *error = check_program(program);
  if (error != NULL) return error;
  for (uint32_t i = 0; i < program->buffer_count; i++) {
    if (program->buffers[i] == NULL || program->buffers[i]->device != device) {
      return failure(CONCORD_ERROR_INVALID_ARGUMENT, CONCORD_NO_OP, "buffer %" PRIu32 " is of another device", i);
    }
  }
  concord_compiled_program *result = calloc(1, sizeof *result + program->op_count * sizeof(step *));
  if (result == NULL) return failure(CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_NO_OP, "no memory for a program");
  result->pool = device->pool;
  result->step_count = program->op_count;
  result->scalar_count = program->scalar_count;
  for (uint32_t i = 0; error == NULL && i < program->op_count; i++) {
    error = make_step(device, program, i, &result->steps[i]);
    if (error == NULL) error = place_step(program, result->steps[i]);
  }
  if (error != NULL) {
    program_release(result);
    return error;
  }
  *compiled = result;
  return NULL;
}

void program_release(concord_compiled_program *compiled) {
  if (compiled == NULL) return;
  for (uint32_t i = 0; i < compiled->step_count; i++) free(compiled->steps[i]);
  free(compiled);
}

typedef struct {
  const step *step;
  const uint32_t *scalars;
} step_run;

static void run_part(const void *context, uint64_t begin, uint64_t end) {
  const step_run *run = context;
  run->step->operation->part(run->step, run->scalars, begin, end);
}

static void run_step(pool *pool, const step *step, const uint32_t *scalars) {
  step_run run = {step, scalars};
  pool_run(pool, step->count, step->grain, run_part, &run);
  if (step->operation->finish != NULL) step->operation->finish(step, scalars);
}

concord_error *program_profile(
  concord_compiled_program *compiled, const uint32_t *scalars, uint32_t scalar_count,
  void (*record)(void *context, const concord_launch *launch), void *context) {
  if (scalar_count != compiled->scalar_count) {
    return failure(
      CONCORD_ERROR_INVALID_ARGUMENT, CONCORD_NO_OP, "a program of %" PRIu32 " run scalars was run with %" PRIu32,
      compiled->scalar_count, scalar_count);
  }
  /* The host's thread may have other modes; the pool's threads have these. */
  fenv_t modes;
  fegetenv(&modes);
  fesetenv(FE_DFL_ENV);
  for (uint32_t i = 0; i < compiled->step_count; i++) {
    const step *step = compiled->steps[i];
    concord_launch launch = {.size = sizeof launch, .name = step->operation->name, .op_index = i};
    if (record != NULL) launch.start = nanoseconds();
    run_step(compiled->pool, step, scalars);
    if (record == NULL) continue;
    launch.end = nanoseconds();
    record(context, &launch);
  }
  fesetenv(&modes);
  return NULL;
}

concord_error *program_run(concord_compiled_program *compiled, const uint32_t *scalars, uint32_t scalar_count) {
  return program_profile(compiled, scalars, scalar_count, NULL, NULL);
}
