#include "device.h"

#include "errors.h"
#include "selfcheck.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_THREADS = 1024 };

concord_error *device_count(uint32_t *count) {
  *count = 1;
  return NULL;
}

/* What the system calls the processor, where it says so. */
static void name_processor(char *name, size_t room) {
  snprintf(name, room, "Processor");
  FILE *file = fopen("/proc/cpuinfo", "r");
  if (file == NULL) return;
  char line[256];
  while (fgets(line, sizeof line, file) != NULL) {
    const char *colon = strchr(line, ':');
    if (strncmp(line, "model name", 10) != 0 || colon == NULL) continue;
    line[strcspn(line, "\n")] = 0;
    snprintf(name, room, "%s", colon + 1 + strspn(colon + 1, " "));
    break;
  }
  fclose(file);
}

static uint64_t memory_bytes(void) {
#if defined(_SC_PHYS_PAGES)
  long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  if (pages > 0 && page > 0) return (uint64_t)pages * (uint64_t)page;
#endif
  return 0;
}

/* Fills as much of `info` as its owner says is there: a newer host has a longer struct, and an older one a shorter. */
static void describe(uint32_t conformance, unsigned threads, concord_device_info *info) {
  concord_device_info mine;
  memset(&mine, 0, sizeof mine);
  mine.size = info->size;
  mine.type = CONCORD_DEVICE_CPU;
  mine.conformance = conformance;
  mine.memory_bytes = memory_bytes();
  mine.compute_units = threads;
  name_processor(mine.name, sizeof mine.name);
  snprintf(mine.vendor, sizeof mine.vendor, "Concord");
  snprintf(mine.platform, sizeof mine.platform, "POSIX threads");
  snprintf(mine.driver, sizeof mine.driver, "threads 1.0.0");
  snprintf(mine.notes, sizeof mine.notes, "serves the operations of multilayer perceptrons");
  memcpy(info, &mine, info->size < sizeof mine ? (size_t)info->size : sizeof mine);
}

static concord_error *no_device(uint32_t index) {
  return failure(CONCORD_ERROR_NOT_FOUND, CONCORD_NO_OP, "there is no device %" PRIu32 "; use 0", index);
}

concord_error *device_info(uint32_t index, concord_device_info *info) {
  if (index != 0) return no_device(index);
  describe(CONCORD_CONFORMANCE_UNKNOWN, pool_processors(), info);
  return NULL;
}

/* The value of an option, or NULL. */
static const char *option(const concord_option *options, uint32_t count, uint64_t stride, const char *name) {
  const char *value = NULL;
  for (uint32_t i = 0; i < count; i++) {
    /* Elements are `stride` bytes apart, which may be more than this header's sizeof. */
    const concord_option *candidate = (const concord_option *)((const char *)options + i * stride);
    if (strcmp(candidate->name, name) == 0) value = candidate->value;
  }
  return value;
}

concord_error *device_open(
  uint32_t index, const concord_option *options, uint32_t option_count, uint64_t option_stride, concord_device **device) {
  if (index != 0) return no_device(index);
  const char *missing = missing_instructions();
  if (missing != NULL) {
    return failure(
      CONCORD_ERROR_UNSUPPORTED, CONCORD_NO_OP, "compiled for processors with %s, which this one lacks; compile it here", missing);
  }
  const char *problem = arithmetic_problem();
  const char *allowed = option(options, option_count, option_stride, "allow-non-conforming");
  if (problem != NULL && (allowed == NULL || strcmp(allowed, "true") != 0)) {
    return failure(CONCORD_ERROR_NON_CONFORMING, CONCORD_NO_OP, "%s", problem);
  }
  unsigned long threads = pool_processors();
  const char *wanted = option(options, option_count, option_stride, "threads");
  if (wanted != NULL) {
    char *end;
    threads = strtoul(wanted, &end, 10);
    if (wanted[0] < '0' || wanted[0] > '9' || *end != 0 || threads < 1 || threads > MOST_THREADS) {
      return failure(
        CONCORD_ERROR_INVALID_ARGUMENT, CONCORD_NO_OP, "the option threads is '%s'; it takes a number from 1 to %d", wanted,
        MOST_THREADS);
    }
  }
  concord_device *opened = malloc(sizeof *opened);
  /* Who asked for a number gets it or an error; who did not gets as many as a limit on threads leaves. */
  pool *pool = opened == NULL ? NULL : pool_create(wanted != NULL ? (unsigned)threads : 1, (unsigned)threads);
  if (pool == NULL) {
    free(opened);
    return failure(
      CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_NO_OP, "the system gives no %lu threads; ask for fewer with the option threads", threads);
  }
  opened->pool = pool;
  opened->conformance = problem == NULL ? CONCORD_CONFORMANCE_PASSED : CONCORD_CONFORMANCE_FAILED;
  *device = opened; /* outputs are written last: a failed call leaves them untouched */
  return NULL;
}

void device_close(concord_device *device) {
  if (device == NULL) return;
  pool_destroy(device->pool);
  free(device);
}

concord_error *device_describe(concord_device *device, concord_device_info *info) {
  describe(device->conformance, pool_threads(device->pool), info);
  return NULL;
}

/* Each run is done when its call returns. */
concord_error *device_synchronize(concord_device *device) {
  (void)device;
  return NULL;
}
