/* The template backend, but every fifth call of one kind misbehaves as the macro BEHAVIOUR says. */
#define _POSIX_C_SOURCE 200809L
#define concord_backend_entry template_entry
#include "template.c"
#undef concord_backend_entry

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { CRASH = 1, HANG, EXIT, ABORT, PRINT, GARBAGE_WORKSPACE, CRASH_IN_RELEASE, CRASH_IN_OPEN, WRONG_BITS, COMPLAIN };

static const concord_backend *template;
static concord_backend hostile;
static int calls, runs;

static concord_error *run(concord_compiled_program *program, const uint32_t *scalars, uint32_t count) {
  if (++runs % 5 == 0) {
    switch (BEHAVIOUR) {
    case CRASH: raise(SIGSEGV); break;
    case HANG: for (;;) pause();
    case EXIT: exit(7);
    case ABORT: fprintf(stderr, "terminate called after throwing\n"); abort();
    case PRINT: printf("hello from a plugin"); break;
    case WRONG_BITS: return NULL;
    case COMPLAIN: fprintf(stderr, "a race\n"); break;
    default: break;
    }
  }
  return template->program_run(program, scalars, count);
}

static concord_error *query(concord_device *device, const concord_program *program, uint64_t *workspace) {
  concord_error *error = template->program_query(device, program, workspace);
  if (BEHAVIOUR == GARBAGE_WORKSPACE && error == NULL && ++calls % 5 == 0) workspace[0] = UINT64_MAX / 2;
  return error;
}

static void release(concord_buffer *buffer) {
  if (BEHAVIOUR == CRASH_IN_RELEASE && ++calls % 5 == 0) raise(SIGSEGV);
  template->buffer_release(buffer);
}

static concord_error *open_device(
  uint32_t index, const concord_option *options, uint32_t count, uint64_t stride, concord_device **device) {
  if (BEHAVIOUR == CRASH_IN_OPEN) raise(SIGSEGV);
  return template->device_open(index, options, count, stride, device);
}

const concord_backend *concord_backend_entry(const concord_host *host);

const concord_backend *concord_backend_entry(const concord_host *host) {
  template = template_entry(host);
  if (template == NULL) return NULL;
  hostile = *template;
  hostile.program_run = run;
  hostile.program_query = query;
  hostile.buffer_release = release;
  hostile.device_open = open_device;
  return &hostile;
}
