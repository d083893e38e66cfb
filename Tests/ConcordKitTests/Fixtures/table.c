/* A plugin whose function table is wrong in the one way that a macro names. */
#include <concord_backend.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#ifndef VERSION
#define VERSION CONCORD_ABI_VERSION
#endif
#ifndef SIZE
#define SIZE sizeof(concord_backend)
#endif

static concord_error *count(uint32_t *n) {
  *n = 0;
  return NULL;
}
static concord_error *info(uint32_t i, concord_device_info *d) { return (void)i, (void)d, NULL; }
static concord_error *open(uint32_t i, const concord_option *o, uint32_t n, uint64_t s, concord_device **d) {
  return (void)i, (void)o, (void)n, (void)s, (void)d, NULL;
}
static void close(concord_device *d) { (void)d; }
static concord_error *describe(concord_device *d, concord_device_info *i) { return (void)d, (void)i, NULL; }
static concord_error *synchronize(concord_device *d) { return (void)d, NULL; }
static concord_error *allocate(concord_device *d, uint64_t n, concord_buffer **b) { return (void)d, (void)n, (void)b, NULL; }
static void release(concord_buffer *b) { (void)b; }
static concord_error *write(concord_buffer *b, uint64_t o, const void *p, uint64_t n) {
  return (void)b, (void)o, (void)p, (void)n, NULL;
}
static concord_error *read(concord_buffer *b, uint64_t o, void *p, uint64_t n) {
  return (void)b, (void)o, (void)p, (void)n, NULL;
}
static concord_error *query(concord_device *d, const concord_program *p, uint64_t *w) {
  return (void)d, (void)p, (void)w, NULL;
}
static concord_error *compile(concord_device *d, const concord_program *p, concord_compiled_program **c) {
  return (void)d, (void)p, (void)c, NULL;
}
static void release_program(concord_compiled_program *c) { (void)c; }
static concord_error *run(concord_compiled_program *c, const uint32_t *s, uint32_t n) {
  return (void)c, (void)s, (void)n, NULL;
}
static concord_error *read_start(concord_buffer *b, uint64_t o, uint64_t n, concord_read **r) {
  return (void)b, (void)o, (void)n, (void)r, NULL;
}
static concord_error *read_finish(concord_read *r, void *p) { return (void)r, (void)p, NULL; }

#ifndef READ_START
#define READ_START NULL
#endif
#ifndef READ_FINISH
#define READ_FINISH NULL
#endif

static concord_backend table = {
  .size = SIZE,
  .abi_version = VERSION,
  .name = "table",
  .version = "1",
  .device_count = count,
  .device_info = info,
  .device_open = open,
  .device_close = close,
  .device_describe = describe,
  .device_synchronize = synchronize,
  .buffer_allocate = allocate,
  .buffer_release = release,
  .buffer_write = write,
  .buffer_read = read,
  .program_query = query,
  .program_compile = compile,
  .program_release = release_program,
  .program_run = run,
  .buffer_read_start = READ_START,
  .read_finish = READ_FINISH,
};

#ifndef ENTRY
#define ENTRY concord_backend_entry
#endif

const concord_backend *ENTRY(const concord_host *host);

const concord_backend *ENTRY(const concord_host *host) {
  if (host == NULL) return NULL;
#ifdef NOTHING
  return NULL;
#endif
  (void)read_start, (void)read_finish;
#ifdef MISSING
  table.MISSING = NULL;
#endif
#ifdef WILD
  /* Readable memory, but no code. */
  static char data[64];
  table.WILD = (__typeof__(table.WILD))(uintptr_t)data;
#endif
#ifdef NOWHERE
  table.NOWHERE = (__typeof__(table.NOWHERE))(uintptr_t)0x1000;
#endif
#ifdef GARBAGE
  /* What random memory would hold behind a right beginning. */
  memset((char *)&table + offsetof(concord_backend, name), 0x5a, sizeof table - offsetof(concord_backend, name));
#endif
  char *pages = mmap(NULL, 2 * 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mprotect(pages + 65536, 65536, PROT_NONE);
#ifdef ENDLESS
  table.ENDLESS = memset(pages + 65536 - 32, 'x', 32);
#endif
#ifdef CUT_AFTER
  /* Memory ends so many bytes after the table's beginning. */
  return memcpy(pages + 65536 - CUT_AFTER, &table, CUT_AFTER);
#endif
#ifdef RETURNS
  return (const concord_backend *)(uintptr_t)RETURNS;
#endif
  return &table;
}
