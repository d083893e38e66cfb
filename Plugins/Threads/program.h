/* Programs: asked about, prepared, run. */
#ifndef THREADS_PROGRAM_H
#define THREADS_PROGRAM_H

#include <concord_backend.h>

#pragma GCC visibility push(hidden) /* the library exports its entry alone */

concord_error *program_query(concord_device *device, const concord_program *program, uint64_t *workspace_bytes);
concord_error *program_compile(
  concord_device *device, const concord_program *program, concord_compiled_program **compiled);
void program_release(concord_compiled_program *compiled);
concord_error *program_run(concord_compiled_program *compiled, const uint32_t *scalars, uint32_t scalar_count);
concord_error *program_profile(
  concord_compiled_program *compiled, const uint32_t *scalars, uint32_t scalar_count,
  void (*record)(void *context, const concord_launch *launch), void *context);

#pragma GCC visibility pop

#endif
