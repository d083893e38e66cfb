/* The table that the host gets. */
#include "device.h"
#include "program.h"

static const concord_backend threads_backend = {
  .size = sizeof(concord_backend),
  .abi_version = CONCORD_ABI_VERSION,
  .name = "threads",
  .version = "1.0.0",
  .device_count = device_count,
  .device_info = device_info,
  .device_open = device_open,
  .device_close = device_close,
  .device_describe = device_describe,
  .device_synchronize = device_synchronize,
  .buffer_allocate = buffer_allocate,
  .buffer_release = buffer_release,
  .buffer_write = buffer_write,
  .buffer_read = buffer_read,
  .program_query = program_query,
  .program_compile = program_compile,
  .program_release = program_release,
  .program_run = program_run,
  .program_profile = program_profile,
  .device_peak = device_peak,
};

__attribute__((visibility("default"))) const concord_backend *concord_backend_entry(const concord_host *host);

const concord_backend *concord_backend_entry(const concord_host *host) {
  if (host == NULL || host->abi_version != CONCORD_ABI_VERSION) return NULL;
  return &threads_backend;
}
