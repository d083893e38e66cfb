/* A plugin that serves `add`, built against another header than the host's.
 *
 * Without a macro: the header beside it, which ended before there were optional functions. With NEWER: this Concord's header, its
 * structs continued as a later header may continue them.
 */
#ifdef NEWER
#include <concord_backend.h>
#else
#include "concord_backend.h"
#endif

#include <stdlib.h>
#include <string.h>

struct concord_device {
  int unused;
};
struct concord_buffer {
  unsigned char *bytes;
};
struct concord_compiled_program {
  const float *a, *b;
  float *y;
  uint64_t count;
};

static void release(concord_error *error) { free(error); }

static concord_error *failure(uint32_t code, uint32_t op_index, const char *message) {
  concord_error *error = calloc(1, sizeof *error + 64);
#ifdef NEWER
  error->size = sizeof *error + 64;
#else
  error->size = sizeof *error;
#endif
  error->code = code;
  error->op_index = op_index;
  error->message = message;
  error->release = release;
  return error;
}

static concord_error *device_count(uint32_t *count) {
  *count = 1;
  return NULL;
}

static concord_error *device_info(uint32_t index, concord_device_info *info) {
  if (index != 0) return failure(CONCORD_ERROR_NOT_FOUND, CONCORD_NO_OP, "there is one device");
  concord_device_info mine = {.size = info->size, .type = CONCORD_DEVICE_CPU, .conformance = CONCORD_CONFORMANCE_PASSED, .name = "adder"};
  memcpy(info, &mine, info->size < sizeof mine ? info->size : sizeof mine);
  return NULL;
}

static concord_error *device_open(
  uint32_t index, const concord_option *options, uint32_t count, uint64_t stride, concord_device **device) {
  (void)index;
  for (uint32_t i = 0; i < count; i++) {
    const concord_option *option = (const concord_option *)((const char *)options + i * stride);
    if (strcmp(option->name, "fail") == 0) return failure(CONCORD_ERROR_DEVICE_LOST, CONCORD_NO_OP, option->value);
  }
  *device = calloc(1, sizeof **device);
  return NULL;
}

static void device_close(concord_device *device) { free(device); }

static concord_error *device_describe(concord_device *device, concord_device_info *info) {
  (void)device;
  return device_info(0, info);
}

static concord_error *device_synchronize(concord_device *device) {
  (void)device;
  return NULL;
}

static concord_error *buffer_allocate(concord_device *device, uint64_t bytes, concord_buffer **buffer) {
  (void)device;
  *buffer = calloc(1, sizeof **buffer);
  (*buffer)->bytes = calloc(bytes, 1);
  return NULL;
}

static void buffer_release(concord_buffer *buffer) {
  free(buffer->bytes);
  free(buffer);
}

static concord_error *buffer_write(concord_buffer *buffer, uint64_t offset, const void *data, uint64_t bytes) {
  memcpy(buffer->bytes + offset, data, bytes);
  return NULL;
}

static concord_error *buffer_read(concord_buffer *buffer, uint64_t offset, void *data, uint64_t bytes) {
  memcpy(data, buffer->bytes + offset, bytes);
  return NULL;
}

static const concord_tensor *tensor_at(const concord_program *program, uint32_t index) {
  return (const concord_tensor *)((const char *)program->tensors + index * program->tensor_stride);
}

static concord_error *program_query(concord_device *device, const concord_program *program, uint64_t *workspace) {
  (void)device;
  for (uint32_t i = 0; i < program->op_count; i++) {
    const concord_op *op = (const concord_op *)((const char *)program->ops + i * program->op_stride);
    if (strcmp(op->name, "add") != 0 || op->attribute_count > 0) return failure(CONCORD_ERROR_UNSUPPORTED, i, "serves add alone");
    workspace[i] = 0;
  }
  return NULL;
}

static const void *place(const concord_program *program, uint32_t index) {
  const concord_tensor *tensor = tensor_at(program, index);
  return program->buffers[tensor->buffer]->bytes + tensor->offset;
}

/* Programs of one operation. */
static concord_error *program_compile(
  concord_device *device, const concord_program *program, concord_compiled_program **compiled) {
  uint64_t workspace[1];
  if (program->op_count != 1) return failure(CONCORD_ERROR_UNSUPPORTED, CONCORD_NO_OP, "takes programs of one operation");
  concord_error *error = program_query(device, program, workspace);
  if (error != NULL) return error;
  concord_compiled_program *result = calloc(1, sizeof *result);
  const concord_tensor *y = tensor_at(program, program->ops->outputs[0]);
  result->a = place(program, program->ops->inputs[0]);
  result->b = place(program, program->ops->inputs[1]);
  result->y = (float *)place(program, program->ops->outputs[0]);
  result->count = 1;
  for (uint32_t d = 0; d < y->rank; d++) result->count *= (uint64_t)y->dimensions[d];
  *compiled = result;
  return NULL;
}

static void program_release(concord_compiled_program *compiled) { free(compiled); }

static concord_error *program_run(concord_compiled_program *compiled, const uint32_t *scalars, uint32_t count) {
  (void)scalars, (void)count;
  for (uint64_t i = 0; i < compiled->count; i++) compiled->y[i] = compiled->a[i] + compiled->b[i];
  return NULL;
}

/* What a later header may have added behind the functions of this one. */
struct longer_table {
  concord_backend known;
#ifdef NEWER
  concord_error *(*later)(concord_device *device);
  uint64_t number;
#endif
};

static const struct longer_table table = {
  .known =
    {
      .size = sizeof(struct longer_table),
      .abi_version = CONCORD_ABI_VERSION,
      .name = "adder",
      .version = "1",
      .device_count = device_count,
      .device_info = device_info,
      .device_open = device_open,
      .device_close = device_close,
      .device_describe = device_describe,
      .device_synchronize = device_synchronize,
      .buffer_allocate = buffer_allocate,
      .buffer_release = buffer_release,
      .buffer_write = buffer_write,
      .buffer_read = buffer_read,
      .program_query = program_query,
      .program_compile = program_compile,
      .program_release = program_release,
      .program_run = program_run,
    },
#ifdef NEWER
  .later = device_synchronize,
  .number = 7,
#endif
};

const concord_backend *concord_backend_entry(const concord_host *host);

const concord_backend *concord_backend_entry(const concord_host *host) {
  return host->abi_version == CONCORD_ABI_VERSION ? &table.known : NULL;
}
