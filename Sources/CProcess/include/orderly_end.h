/* Ends of this process that the program did not decide: `exit`, `quick_exit`, `_exit` called by a library that it loaded. Status 0 of
 * such an end would say that all was done.
 *
 * In C because `_exit` is redefined, which libraries then call instead of the C library's. Processes that were forked from this one
 * end as they like. */
#ifndef ORDERLY_END_H
#define ORDERLY_END_H

/** From now on until `orderly_end_expected`, an end of the process calls `unexpected` and has the status 70 (EX_SOFTWARE). */
void orderly_end_watch(void (*unexpected)(void));

/** The program is about to end by its own decision. */
void orderly_end_expected(void);

#endif
