/* The template backend, but for what the macro BEHAVIOUR names. */
#define _GNU_SOURCE
#define concord_backend_entry template_entry
#include "template.c"
#undef concord_backend_entry

#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum {
  NOTHING,
  /* Lies. */
  SAYS_FAILED, SAYS_UNKNOWN, RUNS_NOT, RUNS_ONCE, FLIPS_A_BIT, FLIPS_A_LATER_BIT, MEMORY_NOT_ZEROED, WRITES_BESIDE,
  /* Numbers. */
  ABSURD_MEMORY, ABSURD_WORKSPACE, LARGEST_WORKSPACE,
  /* What is left behind on the thread. */
  ROUNDS_UP, FLUSHES, TRAPS, BLOCKS_SIGNALS, CHANGES_LOCALE, ROUNDS_UP_IN_OPEN, ROUNDS_UP_IN_ERROR,
  /* Ends. */
  EXITS_IN_RUN, QUICK_EXITS_IN_RUN, ENDS_AT_ONCE_IN_RUN, EXITS_IN_OPEN, EXITS_IN_COUNT, EXITS_AT_LOAD, EXITS_IN_A_THREAD,
  CRASHES_AT_LOAD, CRASHES_IN_COUNT, CRASHES_IN_OPEN, HANGS_AT_LOAD, HANGS_IN_COUNT, HANGS_IN_OPEN,
  /* Texts and errors. */
  LONG_MESSAGE, COLOURED, WILD_ERROR, WILD_MESSAGE, ENDLESS_MESSAGE
};

static const concord_backend *template;
static concord_backend misbehaving;
static int runs;

static void hang(void) {
  for (;;) pause();
}

static void leave_behind(void) {
  sigset_t all;
  sigfillset(&all);
  switch (BEHAVIOUR) {
  case ROUNDS_UP: case ROUNDS_UP_IN_OPEN: case ROUNDS_UP_IN_ERROR: fesetround(FE_UPWARD); break;
#if defined(__x86_64__)
  case FLUSHES: __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040); break;
#endif
  case TRAPS: feenableexcept(FE_DIVBYZERO); break;
  case BLOCKS_SIGNALS: pthread_sigmask(SIG_BLOCK, &all, NULL); break;
  case CHANGES_LOCALE: setlocale(LC_ALL, "C.UTF-8"); break;
  default: break;
  }
}

static void *leave(void *unused) {
  exit(0);
  return unused;
}

static concord_error *run(concord_compiled_program *program, const uint32_t *scalars, uint32_t count) {
  pthread_t thread;
  runs++;
  switch (BEHAVIOUR) {
  case RUNS_NOT: return NULL;
  case RUNS_ONCE: if (runs % 2 == 0) return NULL; break;
  case EXITS_IN_RUN: exit(0);
  case QUICK_EXITS_IN_RUN: quick_exit(0);
  case ENDS_AT_ONCE_IN_RUN: _exit(0);
  case EXITS_IN_A_THREAD:
    pthread_create(&thread, NULL, leave, NULL);
    hang();
    break;
  case WRITES_BESIDE: program->steps[0].y[program->steps[0].samples * program->steps[0].positions + 60] = 1; break;
  default: break;
  }
  concord_error *error = template->program_run(program, scalars, count);
  if (BEHAVIOUR != ROUNDS_UP_IN_OPEN && BEHAVIOUR != ROUNDS_UP_IN_ERROR) leave_behind();
  return error;
}

static concord_error *read_bytes(concord_buffer *buffer, uint64_t offset, void *data, uint64_t bytes) {
  concord_error *error = template->buffer_read(buffer, offset, data, bytes);
  if (error == NULL && BEHAVIOUR == FLIPS_A_BIT) ((unsigned char *)data)[0] ^= 1;
  if (error == NULL && BEHAVIOUR == FLIPS_A_LATER_BIT && bytes > 600) ((unsigned char *)data)[513] ^= 0x40;
  return error;
}

static concord_error *allocate(concord_device *device, uint64_t bytes, concord_buffer **buffer) {
  concord_error *error = template->buffer_allocate(device, bytes, buffer);
  if (error == NULL && BEHAVIOUR == MEMORY_NOT_ZEROED) memset((*buffer)->bytes, 0xcd, (*buffer)->size);
  return error;
}

static concord_error *query(concord_device *device, const concord_program *program, uint64_t *workspace) {
  concord_error *error = template->program_query(device, program, workspace);
  if (error != NULL) return error;
  if (BEHAVIOUR == ABSURD_WORKSPACE) workspace[0] = UINT64_MAX;
  if (BEHAVIOUR == LARGEST_WORKSPACE) workspace[0] = INT64_MAX;
  return NULL;
}

static concord_error *count(uint32_t *count) {
  if (BEHAVIOUR == EXITS_IN_COUNT) exit(0);
  if (BEHAVIOUR == CRASHES_IN_COUNT) raise(SIGSEGV);
  if (BEHAVIOUR == HANGS_IN_COUNT) hang();
  return template->device_count(count);
}

static void keep(concord_error *error) { (void)error; }

static concord_error *odd_error(void) {
  static concord_error error = {sizeof error, CONCORD_ERROR_INTERNAL, CONCORD_NO_OP, NULL, keep};
  long page = sysconf(_SC_PAGESIZE);
  switch (BEHAVIOUR) {
  case LONG_MESSAGE: case COLOURED: {
    size_t length = BEHAVIOUR == COLOURED ? 40 : 10000000;
    char *text = malloc(length + 1);
    memset(text, 'x', length);
    memcpy(text, "\033[31mred\nand two lines\a", 23);
    text[length] = 0;
    error.message = text;
    return &error;
  }
  case WILD_ERROR: return (concord_error *)(uintptr_t)0x1000;
  case WILD_MESSAGE: error.message = (const char *)(uintptr_t)0x1000; return &error;
  case ENDLESS_MESSAGE: {
    /* A page of text, and nothing after it. */
    char *pages = NULL;
    if (posix_memalign((void **)&pages, (size_t)page, 2 * (size_t)page) != 0) return NULL;
    memset(pages, 'y', (size_t)page);
    extern int mprotect(void *, size_t, int);
    mprotect(pages + page, (size_t)page, 0);
    error.message = pages;
    return &error;
  }
  case ROUNDS_UP_IN_ERROR: leave_behind(); error.message = "planted"; return &error;
  default: return NULL;
  }
}

static concord_error *open_device(
  uint32_t index, const concord_option *options, uint32_t count, uint64_t stride, concord_device **device) {
  if (BEHAVIOUR == EXITS_IN_OPEN) exit(0);
  if (BEHAVIOUR == CRASHES_IN_OPEN) raise(SIGSEGV);
  if (BEHAVIOUR == HANGS_IN_OPEN) hang();
  concord_error *error = odd_error();
  if (error != NULL) return error;
  error = template->device_open(index, options, count, stride, device);
  if (BEHAVIOUR == ROUNDS_UP_IN_OPEN) leave_behind();
  return error;
}

static void change(concord_device_info *info) {
  if (BEHAVIOUR == ABSURD_MEMORY) info->memory_bytes = info->max_allocation_bytes = UINT64_MAX;
  if (BEHAVIOUR == COLOURED) strcpy(info->name, "\033[31mred\n");
}

static concord_error *info(uint32_t index, concord_device_info *info) {
  concord_error *error = template->device_info(index, info);
  if (error == NULL) change(info);
  return error;
}

static concord_error *describe_device(concord_device *device, concord_device_info *info) {
  concord_error *error = template->device_describe(device, info);
  if (error != NULL) return error;
  change(info);
  if (BEHAVIOUR == SAYS_FAILED) info->conformance = CONCORD_CONFORMANCE_FAILED;
  if (BEHAVIOUR == SAYS_UNKNOWN) info->conformance = CONCORD_CONFORMANCE_UNKNOWN;
  return NULL;
}

__attribute__((constructor)) static void at_load(void) {
  if (BEHAVIOUR == EXITS_AT_LOAD) exit(0);
  if (BEHAVIOUR == CRASHES_AT_LOAD) raise(SIGSEGV);
  if (BEHAVIOUR == HANGS_AT_LOAD) hang();
}

const concord_backend *concord_backend_entry(const concord_host *host);

const concord_backend *concord_backend_entry(const concord_host *host) {
  template = template_entry(host);
  if (template == NULL) return NULL;
  misbehaving = *template;
  misbehaving.name = BEHAVIOUR == COLOURED ? "\033[31mred\033[0m" : "misbehaving";
  misbehaving.device_count = count;
  misbehaving.device_info = info;
  misbehaving.device_open = open_device;
  misbehaving.device_describe = describe_device;
  misbehaving.buffer_allocate = allocate;
  misbehaving.buffer_read = read_bytes;
  misbehaving.program_query = query;
  misbehaving.program_run = run;
  return &misbehaving;
}
