#include "single_arena.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void use_single_arena(void) {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);
#endif
}
