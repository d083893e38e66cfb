/* Another backend's library that errs in the steps of one learning rate: a bit of the first parameter is another after them. */
#include "concord_backend.h"

#include <dlfcn.h>
#include <stddef.h>

static const concord_backend *inner;
static concord_backend erring;
static concord_buffer *first;
static int erred;

static concord_error *allocate(concord_device *device, uint64_t bytes, concord_buffer **buffer) {
  concord_error *error = inner->buffer_allocate(device, bytes, buffer);
  /* The host's probe takes buffers of its own before; a session's parameters are larger. */
  if (error == NULL && bytes >= PARAMETER_BYTES && first == NULL) first = *buffer;
  return error;
}

static void release(concord_buffer *buffer) {
  if (buffer == first) first = NULL;
  inner->buffer_release(buffer);
}

static concord_error *run(concord_compiled_program *program, const uint32_t *scalars, uint32_t count) {
  concord_error *error = inner->program_run(program, scalars, count);
  int meant = 0;
  for (uint32_t i = 0; i < count; ++i) meant |= scalars[i] == ERRING_SCALAR;
  if (error != NULL || first == NULL || !meant || (ERRS_ONCE && erred)) return error;
  erred = 1;
  uint32_t word = 0;
  error = inner->buffer_read(first, 0, &word, sizeof word);
  word ^= 1;
  return error != NULL ? error : inner->buffer_write(first, 0, &word, sizeof word);
}

const concord_backend *concord_backend_entry(const concord_host *host);

const concord_backend *concord_backend_entry(const concord_host *host) {
  void *library = dlopen(INNER, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return NULL;
  concord_backend_entry_function entry = (concord_backend_entry_function)dlsym(library, "concord_backend_entry");
  inner = entry == NULL ? NULL : entry(host);
  if (inner == NULL) return NULL;
  erring = *inner;
  erring.buffer_allocate = allocate;
  erring.buffer_release = release;
  erring.program_run = run;
  return &erring;
}
