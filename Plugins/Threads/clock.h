/* Time, for profiles and measurements. Who includes it defines _POSIX_C_SOURCE first, for clock_gettime. */
#ifndef THREADS_CLOCK_H
#define THREADS_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#endif
