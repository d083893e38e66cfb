/* What a call into foreign code must leave as it found it, saved before and put back after.
 *
 * In C because the processor's modes are single instructions here: `fegetenv` and `fesetenv` take a hundred nanoseconds each. */
#ifndef CALLER_STATE_H
#define CALLER_STATE_H

#include <stdint.h>

enum {
  CALLER_STATE_ROUNDING = 1,   /* the direction in which results are rounded, or the precision of the x87 unit */
  CALLER_STATE_DENORMALS = 2,  /* denormal numbers taken or given as zeros                                     */
  CALLER_STATE_EXCEPTIONS = 4, /* floating-point exceptions that are signals                                   */
  CALLER_STATE_SIGNALS = 8,    /* the thread's signal mask                                                     */
  CALLER_STATE_LOCALE = 16     /* the thread's or the process's locale                                         */
};

/** Room for a saved state; its contents are this file's own. */
typedef struct {
  uint64_t words[40];
} caller_state;

/** Saves the calling thread's state. Every save is followed by one restore on the same thread. */
void caller_state_save(caller_state *state);

/** Puts it back, and frees what the save took.
 *
 *  Returns which of it had been changed: a sum of CALLER_STATE_…. Flags of exceptions that happened are put back without a word. */
uint32_t caller_state_restore(caller_state *state);

#endif
