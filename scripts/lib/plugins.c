/* Backends that a host must refuse. One of the names below is defined per build:
 *
 *   NO_SYMBOL     exports something else
 *   OLDER, NEWER  of another version of the ABI
 *   CALL_MISSING  buffer_allocate is NULL
 *   SHORT_TABLE   `size` ends before the last call
 *   DECLINES      answers NULL, as a library that cannot serve this host does
 *
 * No call is ever made, so one empty function stands for all of them.
 */
#include "concord_backend.h"

#ifdef NO_SYMBOL
int concord_backend_of_another_kind;
#else

#ifdef OLDER
#define ABI (CONCORD_ABI_VERSION - 1)
#elif defined(NEWER)
#define ABI (CONCORD_ABI_VERSION + 1)
#else
#define ABI CONCORD_ABI_VERSION
#endif

#ifndef DECLINES
static void nothing(void) {}
#define ANY(call) .call = (__typeof__(((concord_backend *)0)->call))(void (*)(void))nothing

static const concord_backend table = {
#ifdef SHORT_TABLE
  .size = offsetof(concord_backend, program_run),
#else
  .size = sizeof(concord_backend),
#endif
  .abi_version = ABI,
  .name = "refused",
  .version = "1",
  ANY(device_count), ANY(device_info), ANY(device_open), ANY(device_close), ANY(device_describe), ANY(device_synchronize),
#ifndef CALL_MISSING
  ANY(buffer_allocate),
#endif
  ANY(buffer_release), ANY(buffer_write), ANY(buffer_read),
  ANY(program_query), ANY(program_compile), ANY(program_release), ANY(program_run),
};
#endif

const concord_backend *concord_backend_entry(const concord_host *host) {
  (void)host;
#ifdef DECLINES
  return NULL;
#else
  return &table;
#endif
}
#endif
