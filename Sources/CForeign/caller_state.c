#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* uselocale */
#endif
#include "caller_state.h"

#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
/* Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, 8.1.5 and 10.2.3. */
enum { SSE_ROUNDING = 0x6000, SSE_DENORMALS = 0x8040, SSE_MASKS = 0x1f80, X87_ROUNDING = 0x0f00, X87_MASKS = 0x3f };

typedef struct {
  uint32_t sse;
  uint16_t x87;
} modes;

static void save_modes(modes *modes) {
  modes->sse = __builtin_ia32_stmxcsr();
  __asm__ volatile("fnstcw %0" : "=m"(modes->x87));
}

static uint32_t restore_modes(const modes *before) {
  modes after;
  save_modes(&after);
  if (after.sse != before->sse) __builtin_ia32_ldmxcsr(before->sse);
  if (after.x87 != before->x87) __asm__ volatile("fldcw %0" : : "m"(before->x87));
  uint32_t sse = after.sse ^ before->sse, x87 = (uint32_t)(after.x87 ^ before->x87);
  return (sse & SSE_ROUNDING || x87 & X87_ROUNDING ? CALLER_STATE_ROUNDING : 0)
         | (sse & SSE_DENORMALS ? CALLER_STATE_DENORMALS : 0)
         | (sse & SSE_MASKS || x87 & X87_MASKS ? CALLER_STATE_EXCEPTIONS : 0);
}
#else
typedef struct {
  fenv_t environment;
  int rounding;
} modes;

static void save_modes(modes *modes) {
  fegetenv(&modes->environment);
  modes->rounding = fegetround();
}

/* What else an environment holds is the processor's own: that the whole differs, is all that can be said of it. */
static uint32_t restore_modes(const modes *before) {
  int rounding = fegetround();
  fesetenv(&before->environment);
  return rounding != before->rounding ? CALLER_STATE_ROUNDING : 0;
}
#endif

typedef struct {
  modes modes;
  sigset_t signals;
  locale_t thread_locale;
  char *process_locale; /* NULL: "C", which most programs stay in */
} saved;

_Static_assert(sizeof(saved) <= sizeof(caller_state), "a saved state fits into its room");

static int is_plain(const char *name) { return name == NULL || strcmp(name, "C") == 0; }

void caller_state_save(caller_state *state) {
  saved *saved = (void *)state;
  const char *name = setlocale(LC_ALL, NULL);
  saved->process_locale = is_plain(name) ? NULL : strdup(name);
  saved->thread_locale = uselocale((locale_t)0);
  /* The system writes the words of a mask that it has, which are not all. */
  memset(&saved->signals, 0, sizeof saved->signals);
  pthread_sigmask(SIG_SETMASK, NULL, &saved->signals);
  save_modes(&saved->modes);
}

uint32_t caller_state_restore(caller_state *state) {
  saved *before = (void *)state;
  uint32_t changed = restore_modes(&before->modes);
  sigset_t signals;
  memset(&signals, 0, sizeof signals);
  pthread_sigmask(SIG_SETMASK, NULL, &signals);
  if (memcmp(&signals, &before->signals, sizeof signals) != 0) {
    pthread_sigmask(SIG_SETMASK, &before->signals, NULL);
    changed |= CALLER_STATE_SIGNALS;
  }
  if (uselocale((locale_t)0) != before->thread_locale) {
    uselocale(before->thread_locale);
    changed |= CALLER_STATE_LOCALE;
  }
  const char *name = setlocale(LC_ALL, NULL), *wanted = before->process_locale != NULL ? before->process_locale : "C";
  if (name != NULL && strcmp(name, wanted) != 0) {
    setlocale(LC_ALL, wanted);
    changed |= CALLER_STATE_LOCALE;
  }
  free(before->process_locale);
  return changed;
}
