/* A plugin that misbehaves as the option "behaviour" says, and counts what it handed out and what came back. */
#include <concord_backend.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifndef DEVICES
#define DEVICES 3
#endif
#ifndef SIZE
#define SIZE sizeof(concord_backend)
#endif

struct concord_device {
  char behaviour[32];
};
struct concord_buffer {
  concord_device *device;
  unsigned char *bytes;
};
struct concord_compiled_program {
  concord_device *device;
};
struct concord_read {
  concord_buffer *buffer;
  uint64_t offset, bytes;
};

static int devices, buffers, programs, reads, errors, released;

/* Kept, because the host cannot release what it cannot read. */
static concord_error *unreadable;

int fixture_live(void) { return devices + buffers + programs + reads; }
int fixture_errors(void) { return errors; }
int fixture_released(void) { return released; }

static void release_error(concord_error *error) {
  released++;
  free(error);
}

static concord_error *failure(uint64_t size, uint32_t code, uint32_t op, const char *message) {
  concord_error *error = calloc(1, 4096);
  errors++;
  error->size = size;
  error->code = code;
  error->op_index = op;
  error->message = message;
  error->release = release_error;
  return error;
}

static int is(const concord_device *device, const char *behaviour) { return strcmp(device->behaviour, behaviour) == 0; }

/* The error that a device with behaviour "fail-<call>" gives, or NULL. */
static concord_error *fail(const concord_device *device, const char *call, uint32_t code, uint32_t op) {
  if (strncmp(device->behaviour, "fail-", 5) != 0 || strcmp(device->behaviour + 5, call) != 0) return NULL;
  return failure(sizeof(concord_error), code, op, "planted");
}

static concord_error *device_count(uint32_t *count) {
  *count = DEVICES;
  return NULL;
}

/* 1: no text ends; 2: text that is not UTF-8; numbers at their limits in both. */
static concord_error *device_info(uint32_t index, concord_device_info *info) {
  uint64_t size = info->size;
  memset(info, 0, sizeof *info);
  if (index > 0) {
    memset(info, index == 1 ? 'x' : 0, sizeof *info);
    if (index == 2) memcpy(info->name, "\xff\xfe\x80name", 7);
    info->type = 99;
    info->conformance = 99;
    info->memory_bytes = UINT64_MAX;
    info->max_allocation_bytes = UINT64_MAX;
    info->compute_units = UINT32_MAX;
  }
  info->size = size;
  return NULL;
}

static concord_error *device_open(
  uint32_t index, const concord_option *options, uint32_t count, uint64_t stride, concord_device **device) {
  (void)index;
  concord_device *opened = calloc(1, sizeof *opened);
  for (uint32_t i = 0; i < count; i++) {
    const concord_option *option = (const concord_option *)((const char *)options + i * stride);
    if (strcmp(option->name, "behaviour") == 0) strncpy(opened->behaviour, option->value, sizeof opened->behaviour - 1);
  }
  concord_error *error = fail(opened, "open", CONCORD_ERROR_DEVICE_LOST, CONCORD_NO_OP);
  if (error != NULL || is(opened, "no-device")) {
    free(opened);
    return error;
  }
  devices++;
  *device = opened;
  return NULL;
}

static void device_close(concord_device *device) {
  devices--;
  free(device);
}

static concord_error *device_describe(concord_device *device, concord_device_info *info) {
  concord_error *error = fail(device, "describe", CONCORD_ERROR_INTERNAL, CONCORD_NO_OP);
  return error != NULL ? error : device_info(0, info);
}

static concord_error *device_synchronize(concord_device *device) {
  if (is(device, "short-error")) return unreadable = failure(3, 1, 1, "unreadable");
  if (is(device, "long-error")) return failure(4096, CONCORD_ERROR_DEVICE_LOST, CONCORD_NO_OP, "of a newer header");
  if (is(device, "null-message")) return failure(sizeof(concord_error), CONCORD_ERROR_INTERNAL, CONCORD_NO_OP, NULL);
  if (is(device, "odd-code")) return failure(sizeof(concord_error), 77, 123456, "\xff odd");
  return fail(device, "synchronize", CONCORD_ERROR_DEVICE_LOST, CONCORD_NO_OP);
}

static concord_error *buffer_allocate(concord_device *device, uint64_t bytes, concord_buffer **buffer) {
  concord_error *error = fail(device, "allocate", CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_NO_OP);
  if (error != NULL || is(device, "no-buffer")) return error;
  concord_buffer *result = calloc(1, sizeof *result);
  result->device = device;
  result->bytes = calloc(bytes, 1);
  buffers++;
  *buffer = result;
  return NULL;
}

static void buffer_release(concord_buffer *buffer) {
  buffers--;
  free(buffer->bytes);
  free(buffer);
}

static concord_error *buffer_write(concord_buffer *buffer, uint64_t offset, const void *data, uint64_t bytes) {
  concord_error *error = fail(buffer->device, "write", CONCORD_ERROR_DEVICE_LOST, CONCORD_NO_OP);
  if (error == NULL) memcpy(buffer->bytes + offset, data, bytes);
  return error;
}

static concord_error *buffer_read(concord_buffer *buffer, uint64_t offset, void *data, uint64_t bytes) {
  concord_error *error = fail(buffer->device, "read", CONCORD_ERROR_DEVICE_LOST, CONCORD_NO_OP);
  if (error == NULL) memcpy(data, buffer->bytes + offset, bytes);
  return error;
}

static concord_error *program_query(concord_device *device, const concord_program *program, uint64_t *workspace) {
  concord_error *error = fail(device, "query", CONCORD_ERROR_UNSUPPORTED, 1);
  for (uint32_t i = 0; error == NULL && i < program->op_count; i++) {
    workspace[i] = is(device, "absurd-workspace") ? UINT64_MAX : 0;
  }
  return error;
}

static concord_error *program_compile(
  concord_device *device, const concord_program *program, concord_compiled_program **compiled) {
  (void)program;
  concord_error *error = fail(device, "compile", CONCORD_ERROR_BUILD_FAILED, 1);
  if (error != NULL || is(device, "no-program")) return error;
  concord_compiled_program *result = calloc(1, sizeof *result);
  result->device = device;
  programs++;
  *compiled = result;
  return NULL;
}

static void program_release(concord_compiled_program *compiled) {
  programs--;
  free(compiled);
}

static concord_error *program_run(concord_compiled_program *compiled, const uint32_t *scalars, uint32_t count) {
  (void)scalars, (void)count;
  return fail(compiled->device, "run", CONCORD_ERROR_INTERNAL, 0);
}

/* One good launch, then one that is bad as "launch-<how>" says. */
static concord_error *program_profile(
  concord_compiled_program *compiled, const uint32_t *scalars, uint32_t count,
  void (*record)(void *context, const concord_launch *launch), void *context) {
  (void)scalars, (void)count;
  const concord_device *device = compiled->device;
  concord_error *error = fail(device, "profile", CONCORD_ERROR_INTERNAL, 0);
  if (error != NULL) return error;
  concord_launch launch = {sizeof launch, "first", 10, 20, 0, 0};
  record(context, &launch);
  launch.op_index = 1;
  if (is(device, "launch-short")) launch.size = 8;
  if (is(device, "launch-foreign")) launch.op_index = 2;
  if (is(device, "launch-backwards")) launch.end = 9;
  if (is(device, "launch-nameless")) launch.name = NULL;
  record(is(device, "launch-lost") ? NULL : context, is(device, "launch-null") ? NULL : &launch);
  return NULL;
}

static concord_error *device_peak(concord_device *device, concord_buffer *scratch, concord_peak *peak) {
  (void)scratch;
  concord_error *error = fail(device, "peak", CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_NO_OP);
  if (error != NULL) return error;
  peak->multiply_adds_per_second = is(device, "peak-nan") ? NAN : 3e9;
  peak->bytes_per_second = is(device, "peak-zero") ? 0 : is(device, "peak-infinite") ? INFINITY : 2e9;
  return NULL;
}

static concord_error *buffer_read_start(concord_buffer *buffer, uint64_t offset, uint64_t bytes, concord_read **read) {
  concord_error *error = fail(buffer->device, "read-start", CONCORD_ERROR_DEVICE_LOST, CONCORD_NO_OP);
  if (error != NULL || is(buffer->device, "no-read")) return error;
  concord_read *result = malloc(sizeof *result);
  *result = (concord_read){buffer, offset, bytes};
  reads++;
  *read = result;
  return NULL;
}

static concord_error *read_finish(concord_read *read, void *data) {
  concord_error *error = fail(read->buffer->device, "read-finish", CONCORD_ERROR_INTERNAL, CONCORD_NO_OP);
  if (error == NULL && data != NULL) memcpy(data, read->buffer->bytes + read->offset, read->bytes);
  reads--;
  free(read);
  return error;
}

static concord_error *program_tune(
  concord_device *device, const concord_program *program,
  void (*record)(void *context, const concord_choice *choice), void *context) {
  (void)program;
  concord_error *error = fail(device, "tune", CONCORD_ERROR_OUT_OF_MEMORY, 0);
  if (error != NULL) return error;
  concord_choice choice = {sizeof choice, "add of 4", "wide", 0.25, 0, 0};
  record(context, &choice);
  choice.op_index = 1;
  if (is(device, "choice-short")) choice.size = 8;
  if (is(device, "choice-foreign")) choice.op_index = 2;
  if (is(device, "choice-timeless")) choice.seconds = NAN;
  if (is(device, "choice-nameless")) choice.choice = NULL;
  record(is(device, "choice-lost") ? NULL : context, is(device, "choice-null") ? NULL : &choice);
  return NULL;
}

/* By the device's number, as there is no open device to ask what is wanted. */
static concord_error *device_report(
  uint32_t index, void (*record)(void *context, const concord_fact *fact), void *context) {
  concord_fact fact = {sizeof fact, "CL_DEVICE_NAME", "hostile"};
  record(context, &fact);
  fact.name = "log";
  fact.value = "two\nlines\033[31m";
  if (index == 1) fact.size = 8;
  if (index == 2) fact.name = NULL;
  if (index == 3) fact.value = (const char *)16;
  for (int i = 0; index == 4 && i < 20000; i++) record(context, &fact);
  record(index == 5 ? NULL : context, index == 6 ? NULL : index == 7 ? (const concord_fact *)16 : &fact);
  return index == 8 ? failure(sizeof(concord_error), CONCORD_ERROR_NOT_FOUND, CONCORD_NO_OP, "planted") : NULL;
}

static const concord_backend table = {
  .size = SIZE,
  .abi_version = CONCORD_ABI_VERSION,
  .name = "hostile",
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
  .program_profile = program_profile,
  .device_peak = device_peak,
  .buffer_read_start = buffer_read_start,
  .read_finish = read_finish,
  .program_tune = program_tune,
  .device_report = device_report,
};

const concord_backend *concord_backend_entry(const concord_host *host);

const concord_backend *concord_backend_entry(const concord_host *host) {
  host->log(host->context, CONCORD_LOG_WARNING, "hello from the plugin");
  return &table;
}
