/* The backend in the library that INNER names, but that each run leaves its thread rounding upwards: its bits are right, and all that
 * the caller computes after it would be wrong. */
#define _GNU_SOURCE
#include "concord_backend.h"

#include <dlfcn.h>
#include <fenv.h>
#include <stddef.h>

static const concord_backend *inner;
static concord_backend outer;

static concord_error *run(concord_compiled_program *program, const uint32_t *scalars, uint32_t count) {
  concord_error *error = inner->program_run(program, scalars, count);
  fesetround(FE_UPWARD);
  return error;
}

const concord_backend *concord_backend_entry(const concord_host *host);

const concord_backend *concord_backend_entry(const concord_host *host) {
  void *library = dlopen(INNER, RTLD_NOW | RTLD_LOCAL);
  void *symbol = library == NULL ? NULL : dlsym(library, "concord_backend_entry");
  if (symbol == NULL) return NULL;
  inner = ((concord_backend_entry_function)symbol)(host);
  if (inner == NULL) return NULL;
  outer = *inner;
  outer.program_run = run;
  return &outer;
}
