/* template.c — the smallest complete Concord backend: copy it, rename it, make it yours.
 *
 * It answers every call that concord_backend.h requires, on one device whose memory is the host's, and serves two operations,
 * `bias_add` and `activation`, exactly. Everything else it refuses with the operation's index and a message: a backend
 * never falls back silently.
 *
 * The road of an author:
 *   1. Give the backend your name (`template_backend` at the end) and your devices (`device_count`, `describe`).
 *   2. Let `buffer_…` take and move your device's memory.
 *   3. Serve an operation: accept it in `check_op`, prepare it in `program_compile`, compute it in `run_step`. Its meaning, bit
 *      for bit, is its section in docs/numerics.md.
 *   4. Prove it: `concord conformance --backend ./libConcordTemplate.so`.
 *
 * Plain C11; nothing but the C library and concord_backend.h.
 */
#include <concord_backend.h>

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------------------------------------------- errors */

static void release_error(concord_error *error) { free(error); }

static void keep_error(concord_error *error) { (void)error; }

/* An error is an object that its reader frees. Say what was tried, what happened and what to do. */
static concord_error *failure(uint32_t code, uint32_t op_index, const char *format, ...) {
  /* Where there is no memory even for an error: one that is always there. */
  static concord_error no_memory = {
    sizeof(concord_error), CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_NO_OP, "the host has no memory left", keep_error};
  enum { ROOM = 512 };
  concord_error *error = malloc(sizeof *error + ROOM);
  if (error == NULL) return &no_memory;
  char *message = (char *)(error + 1);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, ROOM, format, arguments);
  va_end(arguments);
  error->size = sizeof *error;
  error->code = code;
  error->op_index = op_index;
  error->message = message;
  error->release = release_error;
  return error;
}

static concord_error *invalid(const char *problem) {
  return failure(CONCORD_ERROR_INVALID_ARGUMENT, CONCORD_NO_OP, "template: %s", problem);
}

/* --------------------------------------------------------------------------------------------------------- objects */

/* The three handles that the host holds. They are yours: put into them what your device needs. */

struct concord_device {
  uint32_t conformance;
};

struct concord_buffer {
  concord_device *device;
  void *block;          /* what free() wants */
  unsigned char *bytes; /* the first multiple of CONCORD_ALIGNMENT in it */
  uint64_t size;
};

typedef enum { BIAS_ADD, RELU } kernel;

/* One operation, ready to run: pointers instead of indices, sizes instead of shapes. */
typedef struct {
  kernel kernel;
  float *x, *bias, *y;
  uint64_t samples, channels, positions;
} step;

struct concord_compiled_program {
  uint32_t step_count;
  uint32_t scalar_count;
  step steps[];
};

/* --------------------------------------------------------------------------------------------------------- devices */

static concord_error *device_count(uint32_t *count) {
  *count = 1;
  return NULL;
}

/* Fills as much of `info` as its owner says is there: a newer host has a longer struct, and an older one a shorter. */
static void describe(uint32_t conformance, concord_device_info *info) {
  concord_device_info mine;
  memset(&mine, 0, sizeof mine);
  mine.size = info->size;
  mine.type = CONCORD_DEVICE_CPU;
  mine.conformance = conformance;
  mine.memory_bytes = 0;         /* unknown */
  mine.max_allocation_bytes = 0; /* no limit of its own */
  mine.compute_units = 1;
  snprintf(mine.name, sizeof mine.name, "Template device");
  snprintf(mine.vendor, sizeof mine.vendor, "Concord");
  snprintf(mine.platform, sizeof mine.platform, "C11");
  snprintf(mine.driver, sizeof mine.driver, "template 1.0.0");
  snprintf(mine.notes, sizeof mine.notes, "serves bias_add and activation only");
  memcpy(info, &mine, info->size < sizeof mine ? (size_t)info->size : sizeof mine);
}

static concord_error *no_device(uint32_t index) {
  return failure(CONCORD_ERROR_NOT_FOUND, CONCORD_NO_OP, "template: there is no device %" PRIu32 "; use 0", index);
}

static concord_error *device_info(uint32_t index, concord_device_info *info) {
  if (index != 0) return no_device(index);
  describe(CONCORD_CONFORMANCE_UNKNOWN, info);
  return NULL;
}

/* Whether the device computes the contract's bits. Check, on the device, what yours could get wrong: here, whether somebody
 * compiled this file with -ffast-math, which flushes denormals to zero. `volatile` keeps the compiler from computing it. */
static int conforms(void) {
  volatile float denormal = 0x1p-149f, half = 0.5f, normal = 0x1p-126f;
  return denormal + denormal == 0x1p-148f && normal * half == 0x1p-127f && normal * half > 0.0f;
}

static concord_error *device_open(
  uint32_t index, const concord_option *options, uint32_t option_count, uint64_t option_stride, concord_device **device) {
  if (index != 0) return no_device(index);
  int allowed = 0;
  for (uint32_t i = 0; i < option_count; i++) {
    /* Elements are `…_stride` bytes apart, which may be more than this header's sizeof. Unknown options are ignored. */
    const concord_option *option = (const concord_option *)((const char *)options + i * option_stride);
    if (strcmp(option->name, "allow-non-conforming") == 0) allowed = strcmp(option->value, "true") == 0;
  }
  int passed = conforms();
  if (!passed && !allowed) {
    return failure(
      CONCORD_ERROR_NON_CONFORMING, CONCORD_NO_OP,
      "template: denormal numbers are flushed to zero; compile it without -ffast-math");
  }
  concord_device *opened = malloc(sizeof *opened);
  if (opened == NULL) return failure(CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_NO_OP, "template: no memory for a device");
  opened->conformance = passed ? CONCORD_CONFORMANCE_PASSED : CONCORD_CONFORMANCE_FAILED;
  *device = opened; /* outputs are written last: a failed call leaves them untouched */
  return NULL;
}

static void device_close(concord_device *device) { free(device); }

static concord_error *device_describe(concord_device *device, concord_device_info *info) {
  describe(device->conformance, info);
  return NULL;
}

/* Everything here is done when its call returns. With a queue, wait for it and report what failed on the way. */
static concord_error *device_synchronize(concord_device *device) {
  (void)device;
  return NULL;
}

/* --------------------------------------------------------------------------------------------------------- buffers */

/* The only place that takes device memory: the host predicts it to the byte and counts it here. */
static concord_error *buffer_allocate(concord_device *device, uint64_t bytes, concord_buffer **buffer) {
  if (bytes == 0) return invalid("a buffer of 0 bytes was asked for");
  concord_buffer *result = malloc(sizeof *result);
  /* Zeroed, and with room to start at a multiple of the alignment. */
  void *block = bytes < SIZE_MAX - CONCORD_ALIGNMENT ? calloc((size_t)bytes + CONCORD_ALIGNMENT, 1) : NULL;
  if (result == NULL || block == NULL) {
    free(result);
    free(block);
    return failure(
      CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_NO_OP,
      "template: this machine cannot give %" PRIu64 " bytes; use a smaller micro-batch or a smaller model", bytes);
  }
  uintptr_t start = ((uintptr_t)block + CONCORD_ALIGNMENT - 1) / CONCORD_ALIGNMENT * CONCORD_ALIGNMENT;
  result->device = device;
  result->block = block;
  result->bytes = (unsigned char *)start;
  result->size = bytes;
  *buffer = result;
  return NULL;
}

static void buffer_release(concord_buffer *buffer) {
  if (buffer == NULL) return;
  free(buffer->block);
  free(buffer);
}

/* `offset + bytes <= size`, without the addition that could overflow. */
static int fits(uint64_t offset, uint64_t bytes, uint64_t size) { return offset <= size && bytes <= size - offset; }

static concord_error *buffer_write(concord_buffer *buffer, uint64_t offset, const void *data, uint64_t bytes) {
  if (!fits(offset, bytes, buffer->size)) return invalid("a write does not fit into its buffer");
  if (bytes > 0) memcpy(buffer->bytes + offset, data, (size_t)bytes);
  return NULL;
}

static concord_error *buffer_read(concord_buffer *buffer, uint64_t offset, void *data, uint64_t bytes) {
  if (!fits(offset, bytes, buffer->size)) return invalid("a read does not fit into its buffer");
  if (bytes > 0) memcpy(data, buffer->bytes + offset, (size_t)bytes);
  return NULL;
}

/* -------------------------------------------------------------------------------------------- reading a description */

static const concord_op *op_at(const concord_program *program, uint32_t index) {
  return (const concord_op *)((const char *)program->ops + index * program->op_stride);
}

static const concord_tensor *tensor_at(const concord_program *program, uint32_t index) {
  return (const concord_tensor *)((const char *)program->tensors + index * program->tensor_stride);
}

static const concord_attribute *attribute(const concord_op *op, const char *name) {
  for (uint32_t i = 0; i < op->attribute_count; i++) {
    const concord_attribute *candidate =
      (const concord_attribute *)((const char *)op->attributes + i * op->attribute_stride);
    if (strcmp(candidate->name, name) == 0) return candidate;
  }
  return NULL;
}

static int same_type(const concord_tensor *a, const concord_tensor *b) {
  if (a->element_type != b->element_type || a->rank != b->rank) return 0;
  return memcmp(a->dimensions, b->dimensions, a->rank * sizeof a->dimensions[0]) == 0;
}

/* The product of the dimensions from `first` on. */
static uint64_t count_from(const concord_tensor *tensor, uint32_t first) {
  uint64_t count = 1;
  for (uint32_t i = first; i < tensor->rank; i++) count *= (uint64_t)tensor->dimensions[i];
  return count;
}

/* The host checks a program before it hands it over. What is checked again here is what memory safety hangs on. */
static concord_error *check_program(const concord_program *program) {
  if (program->size < sizeof(concord_program)) return invalid("concord_program is shorter than version 1 defines");
  if (program->tensor_count > 0 && program->tensor_stride < sizeof(concord_tensor)) return invalid("tensors are too short");
  if (program->op_count > 0 && program->op_stride < sizeof(concord_op)) return invalid("ops are too short");
  for (uint32_t i = 0; i < program->tensor_count; i++) {
    const concord_tensor *tensor = tensor_at(program, i);
    if (tensor->rank > CONCORD_MAX_RANK) return invalid("a tensor has too many dimensions");
    int empty = 0;
    for (uint32_t d = 0; d < tensor->rank; d++) {
      if (tensor->dimensions[d] < 0) return invalid("a tensor has a negative dimension");
      empty |= tensor->dimensions[d] == 0;
    }
    uint64_t count = 1;
    for (uint32_t d = 0; d < tensor->rank && !empty; d++) {
      if (count > INT64_MAX / 4 / (uint64_t)tensor->dimensions[d]) return invalid("a tensor is larger than memory can be");
      count *= (uint64_t)tensor->dimensions[d];
    }
  }
  return NULL;
}

/* Whether this backend serves op `index`, and by which kernel. Serving another operation starts here. */
static concord_error *check_op(const concord_program *program, uint32_t index, kernel *kernel) {
  const concord_op *op = op_at(program, index);
  int bias_add = strcmp(op->name, "bias_add") == 0;
  if (!bias_add && strcmp(op->name, "activation") != 0) {
    return failure(
      CONCORD_ERROR_UNSUPPORTED, index, "template: the operation '%s' is not served; bias_add and activation are", op->name);
  }
  if (op->input_count != (bias_add ? 2 : 1) || op->output_count != 1) {
    return failure(CONCORD_ERROR_INVALID_ARGUMENT, index, "template: '%s' has a wrong number of tensors", op->name);
  }
  for (uint32_t i = 0; i <= op->input_count; i++) {
    if ((i < op->input_count ? op->inputs[i] : op->outputs[0]) >= program->tensor_count) {
      return failure(CONCORD_ERROR_INVALID_ARGUMENT, index, "template: '%s' names a tensor that is not there", op->name);
    }
  }
  const concord_tensor *x = tensor_at(program, op->inputs[0]);
  if (x->element_type != CONCORD_FLOAT32 || !same_type(x, tensor_at(program, op->outputs[0]))) {
    return failure(CONCORD_ERROR_INVALID_ARGUMENT, index, "template: '%s' expects float32 x and y of one shape", op->name);
  }
  if (bias_add) {
    const concord_tensor *b = tensor_at(program, op->inputs[1]);
    if (x->rank < 2 || b->element_type != CONCORD_FLOAT32 || b->rank != 1 || b->dimensions[0] != x->dimensions[1]) {
      return failure(CONCORD_ERROR_INVALID_ARGUMENT, index, "template: bias_add expects x [N, C, ...] and b [C]");
    }
  } else {
    const concord_attribute *function = attribute(op, "function");
    if (function != NULL && (function->kind != CONCORD_ATTRIBUTE_STRING || strcmp(function->string, "relu") != 0)) {
      return failure(CONCORD_ERROR_UNSUPPORTED, index, "template: activation serves the function 'relu' only");
    }
  }
  *kernel = bias_add ? BIAS_ADD : RELU;
  return NULL;
}

/* Where a tensor lies. An empty one lies nowhere. */
static concord_error *locate(const concord_program *program, uint32_t index, float **start) {
  const concord_tensor *tensor = tensor_at(program, index);
  uint64_t bytes = count_from(tensor, 0) * 4;
  *start = NULL;
  if (bytes == 0) return NULL;
  if (tensor->buffer >= program->buffer_count || tensor->offset % CONCORD_ALIGNMENT != 0
      || !fits(tensor->offset, bytes, program->buffers[tensor->buffer]->size)) {
    return failure(
      CONCORD_ERROR_INVALID_ARGUMENT, CONCORD_NO_OP, "template: tensor %" PRIu32 " lies outside of its buffer", index);
  }
  *start = (float *)(program->buffers[tensor->buffer]->bytes + tensor->offset);
  return NULL;
}

/* -------------------------------------------------------------------------------------------------------- programs */

/* Asked before anything is allocated: is every op served, and how much scratch memory does each need? */
static concord_error *program_query(concord_device *device, const concord_program *program, uint64_t *workspace_bytes) {
  (void)device;
  concord_error *error = check_program(program);
  for (uint32_t i = 0; error == NULL && i < program->op_count; i++) {
    kernel unused;
    error = check_op(program, i, &unused);
  }
  for (uint32_t i = 0; error == NULL && i < program->op_count; i++) workspace_bytes[i] = 0;
  return error;
}

/* Done once: all that does not change from run to run. The descriptions are gone when this returns; copy what you need. */
static concord_error *program_compile(
  concord_device *device, const concord_program *program, concord_compiled_program **compiled) {
  concord_error *error = check_program(program);
  if (error != NULL) return error;
  for (uint32_t i = 0; i < program->buffer_count; i++) {
    if (program->buffers[i] == NULL || program->buffers[i]->device != device) return invalid("a buffer is of another device");
  }
  concord_compiled_program *result = malloc(sizeof *result + program->op_count * sizeof(step));
  if (result == NULL) return failure(CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_NO_OP, "template: no memory for a program");
  result->step_count = program->op_count;
  result->scalar_count = program->scalar_count;
  for (uint32_t i = 0; error == NULL && i < program->op_count; i++) {
    const concord_op *op = op_at(program, i);
    step *step = &result->steps[i];
    error = check_op(program, i, &step->kernel);
    if (error != NULL) break;
    int bias_add = step->kernel == BIAS_ADD;
    error = locate(program, op->inputs[0], &step->x);
    if (error == NULL && bias_add) error = locate(program, op->inputs[1], &step->bias);
    if (error == NULL) error = locate(program, op->outputs[0], &step->y);
    const concord_tensor *type = tensor_at(program, op->inputs[0]);
    step->samples = step->x == NULL ? 0 : bias_add ? (uint64_t)type->dimensions[0] : 1;
    step->channels = bias_add ? (uint64_t)type->dimensions[1] : 1;
    step->positions = count_from(type, bias_add ? 2 : 0);
  }
  if (error != NULL) {
    free(result);
    return error;
  }
  *compiled = result;
  return NULL;
}

static void program_release(concord_compiled_program *compiled) { free(compiled); }

/* The arithmetic. Nothing here may be rounded in another way than docs/numerics.md says: no -ffast-math, and where a product
 * meets a sum no contraction that the specification does not name (-ffp-contract=off; write fmaf where it says fma). */
static void run_step(const step *step) {
  for (uint64_t n = 0; n < step->samples; n++) {
    for (uint64_t c = 0; c < step->channels; c++) {
      const float *x = step->x + (n * step->channels + c) * step->positions;
      float *y = step->y + (n * step->channels + c) * step->positions;
      for (uint64_t p = 0; p < step->positions; p++) {
        switch (step->kernel) {
        case BIAS_ADD: y[p] = x[p] + step->bias[c]; break;
        case RELU: y[p] = x[p] <= 0.0f ? 0.0f : x[p]; break; /* this way round a NaN stays a NaN */
        }
      }
    }
  }
}

/* `scalars` are the values that change from run to run, as 32-bit patterns. Neither operation here takes any. */
static concord_error *program_run(concord_compiled_program *compiled, const uint32_t *scalars, uint32_t scalar_count) {
  (void)scalars;
  if (scalar_count != compiled->scalar_count) return invalid("a program was run with a wrong number of scalars");
  for (uint32_t i = 0; i < compiled->step_count; i++) run_step(&compiled->steps[i]);
  return NULL;
}

/* ----------------------------------------------------------------------------------------------------------- entry */

static const concord_backend template_backend = {
  .size = sizeof(concord_backend),
  .abi_version = CONCORD_ABI_VERSION,
  .name = "template",
  .version = "1.0.0",
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
};

/* The one exported function. To write to the user's log later, keep `host` and call host->log(host->context, level, text). */
const concord_backend *concord_backend_entry(const concord_host *host);

const concord_backend *concord_backend_entry(const concord_host *host) {
  if (host == NULL || host->abi_version != CONCORD_ABI_VERSION) return NULL;
  return &template_backend;
}
