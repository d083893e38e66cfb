#ifndef SINGLE_ARENA_H
#define SINGLE_ARENA_H

/** Lets all threads allocate from one arena, where the C library gives each its own; to be called before a second thread is there. */
void use_single_arena(void);

#endif
