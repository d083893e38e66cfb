/* Whether this build, on this processor, computes the contract's bits. */
#ifndef THREADS_SELFCHECK_H
#define THREADS_SELFCHECK_H

#pragma GCC visibility push(hidden) /* the library exports its entry alone */

/** What this processor lacks that the library was compiled for, or NULL. */
const char *missing_instructions(void);

/** What is wrong with the arithmetic of the calling thread and what to do, or NULL. */
const char *arithmetic_problem(void);

#pragma GCC visibility pop

#endif
