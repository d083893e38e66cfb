#include "device.h"
#include "errors.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

concord_error *buffer_allocate(concord_device *device, uint64_t bytes, concord_buffer **buffer) {
  if (bytes == 0) return failure(CONCORD_ERROR_INVALID_ARGUMENT, CONCORD_NO_OP, "a buffer of 0 bytes was asked for");
  concord_buffer *result = malloc(sizeof *result);
  /* Zeroed, and with room to start at a multiple of the alignment. */
  void *block = bytes < SIZE_MAX - CONCORD_ALIGNMENT ? calloc((size_t)bytes + CONCORD_ALIGNMENT, 1) : NULL;
  if (result == NULL || block == NULL) {
    free(result);
    free(block);
    return failure(
      CONCORD_ERROR_OUT_OF_MEMORY, CONCORD_NO_OP,
      "this machine cannot give %" PRIu64 " bytes; use a smaller micro-batch or a smaller model", bytes);
  }
  uintptr_t start = ((uintptr_t)block + CONCORD_ALIGNMENT - 1) / CONCORD_ALIGNMENT * CONCORD_ALIGNMENT;
  *result = (concord_buffer){.device = device, .block = block, .bytes = (unsigned char *)start, .size = bytes};
  *buffer = result;
  return NULL;
}

void buffer_release(concord_buffer *buffer) {
  if (buffer == NULL) return;
  free(buffer->block);
  free(buffer);
}

static concord_error *outside(const char *transfer) {
  return failure(CONCORD_ERROR_INVALID_ARGUMENT, CONCORD_NO_OP, "a %s does not fit into its buffer", transfer);
}

concord_error *buffer_write(concord_buffer *buffer, uint64_t offset, const void *data, uint64_t bytes) {
  if (!fits(offset, bytes, buffer->size)) return outside("write");
  if (bytes > 0) memcpy(buffer->bytes + offset, data, (size_t)bytes);
  return NULL;
}

concord_error *buffer_read(concord_buffer *buffer, uint64_t offset, void *data, uint64_t bytes) {
  if (!fits(offset, bytes, buffer->size)) return outside("read");
  if (bytes > 0) memcpy(data, buffer->bytes + offset, (size_t)bytes);
  return NULL;
}
