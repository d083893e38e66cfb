#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* process_vm_readv */
#endif
#include "foreign_memory.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/uio.h>

size_t foreign_memory_read(void *room, const void *address, size_t bytes) {
  struct iovec here = {room, bytes}, there = {(void *)(size_t)address, bytes};
  ssize_t count = process_vm_readv(getpid(), &here, 1, &there, 1, 0);
  if (count >= 0) return (size_t)count;
  /* A container may forbid the call itself. */
  if (errno != ENOSYS && errno != EPERM) return 0;
  memcpy(room, address, bytes);
  return bytes;
}
#else
size_t foreign_memory_read(void *room, const void *address, size_t bytes) {
  memcpy(room, address, bytes);
  return bytes;
}
#endif
