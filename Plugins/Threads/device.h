/* The device, this machine's processors, and its memory. */
#ifndef THREADS_DEVICE_H
#define THREADS_DEVICE_H

#include "pool.h"

#include <concord_backend.h>

#pragma GCC visibility push(hidden) /* the library exports its entry alone */

struct concord_device {
  uint32_t conformance;
  pool *pool;
};

struct concord_buffer {
  concord_device *device;
  void *block;          /* what free() wants */
  unsigned char *bytes; /* the first multiple of CONCORD_ALIGNMENT in it */
  uint64_t size;
};

/** `offset + bytes <= size`, without the addition that could overflow. */
static inline int fits(uint64_t offset, uint64_t bytes, uint64_t size) { return offset <= size && bytes <= size - offset; }

concord_error *device_count(uint32_t *count);
concord_error *device_info(uint32_t index, concord_device_info *info);
concord_error *device_open(
  uint32_t index, const concord_option *options, uint32_t option_count, uint64_t option_stride, concord_device **device);
void device_close(concord_device *device);
concord_error *device_describe(concord_device *device, concord_device_info *info);
concord_error *device_synchronize(concord_device *device);
concord_error *device_peak(concord_device *device, concord_buffer *scratch, concord_peak *peak);

concord_error *buffer_allocate(concord_device *device, uint64_t bytes, concord_buffer **buffer);
void buffer_release(concord_buffer *buffer);
concord_error *buffer_write(concord_buffer *buffer, uint64_t offset, const void *data, uint64_t bytes);
concord_error *buffer_read(concord_buffer *buffer, uint64_t offset, void *data, uint64_t bytes);

#pragma GCC visibility pop

#endif
