/* Errors as the host takes them. */
#ifndef THREADS_ERRORS_H
#define THREADS_ERRORS_H

#include <concord_backend.h>

#pragma GCC visibility push(hidden) /* the library exports its entry alone */

/** An error that its reader frees. The format says what was tried, what happened and what to do; "threads: " is put before it. */
concord_error *failure(uint32_t code, uint32_t op_index, const char *format, ...) __attribute__((format(printf, 3, 4)));

#pragma GCC visibility pop

#endif
