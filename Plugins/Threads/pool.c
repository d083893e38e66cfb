#if defined(__linux__)
#define _GNU_SOURCE /* sched_getaffinity */
#endif
#include "pool.h"

#include <fenv.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

/* How often a thread looks for the next work before it sleeps: some 20 microseconds, longer than the pause between two operations of
 * a program and much shorter than that between two programs. */
enum { LOOKS = 1000 };

/* `gate` while no work may be entered. */
enum { CLOSED = -1 };

struct pool {
  /* The work. Changed only while the gate is closed. */
  pool_body body;
  const void *context;
  uint64_t count, piece;
  _Atomic uint64_t next; /* the first index that nobody took */

  /* A worker enters by raising the gate from a value that is not CLOSED. So one that comes late finds it closed, and nobody waits
   * for a worker that the system does not let run. */
  _Atomic int gate;
  _Atomic uint64_t announcements; /* raised with each work */
  _Atomic int sleepers;
  _Atomic bool caller_sleeps, stop;

  pthread_mutex_t mutex;
  pthread_cond_t announced, left;
  unsigned workers;
  pthread_t threads[];
};

static inline void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

unsigned pool_processors(void) {
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0 && CPU_COUNT(&allowed) > 0) return (unsigned)CPU_COUNT(&allowed);
#endif
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (unsigned)online : 1;
}

unsigned pool_threads(const pool *pool) { return pool->workers + 1; }

/* Takes pieces until none is left. */
static void take_pieces(pool *pool) {
  for (;;) {
    uint64_t begin = atomic_fetch_add(&pool->next, pool->piece);
    if (begin >= pool->count) return;
    uint64_t end = pool->count - begin < pool->piece ? pool->count : begin + pool->piece;
    pool->body(pool->context, begin, end);
  }
}

static bool enter(pool *pool) {
  int inside = atomic_load(&pool->gate);
  while (inside != CLOSED) {
    if (atomic_compare_exchange_weak(&pool->gate, &inside, inside + 1)) return true;
  }
  return false;
}

static void leave(pool *pool) {
  if (atomic_fetch_sub(&pool->gate, 1) == 1 && atomic_load(&pool->caller_sleeps)) {
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_signal(&pool->left);
    pthread_mutex_unlock(&pool->mutex);
  }
}

static bool try_close(pool *pool) {
  int empty = 0;
  return atomic_compare_exchange_strong(&pool->gate, &empty, CLOSED);
}

/* Waits for the next announcement after `seen`, or for the end. */
static void wait_for_work(pool *pool, uint64_t seen) {
  for (int look = 0; look < LOOKS; look++) {
    if (atomic_load(&pool->announcements) != seen || atomic_load(&pool->stop)) return;
    pause_briefly();
  }
  pthread_mutex_lock(&pool->mutex);
  /* The caller announces first and counts the sleepers afterwards: it sees this one, or this one sees the announcement. */
  atomic_fetch_add(&pool->sleepers, 1);
  while (atomic_load(&pool->announcements) == seen && !atomic_load(&pool->stop)) {
    pthread_cond_wait(&pool->announced, &pool->mutex);
  }
  atomic_fetch_sub(&pool->sleepers, 1);
  pthread_mutex_unlock(&pool->mutex);
}

static void wake(pool *pool) {
  if (atomic_load(&pool->sleepers) == 0) return;
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_broadcast(&pool->announced);
  pthread_mutex_unlock(&pool->mutex);
}

static void *work(void *argument) {
  pool *pool = argument;
  /* A thread inherits the modes of the one that made it, whatever those were. */
  fesetenv(FE_DFL_ENV);
  for (uint64_t seen = 0;;) {
    wait_for_work(pool, seen);
    if (atomic_load(&pool->stop)) return NULL;
    seen = atomic_load(&pool->announcements);
    if (enter(pool)) {
      take_pieces(pool);
      leave(pool);
    }
  }
}

void pool_run(pool *pool, uint64_t count, uint64_t grain, pool_body body, const void *context) {
  if (count == 0) return;
  if (count <= grain || pool->workers == 0) {
    body(context, 0, count);
    return;
  }
  /* Some pieces for each thread: one that the system holds up leaves its share to the others. */
  uint64_t shares = 4 * (uint64_t)pool_threads(pool);
  uint64_t piece = (count + shares - 1) / shares;
  pool->body = body;
  pool->context = context;
  pool->count = count;
  pool->piece = piece > grain ? (piece + grain - 1) / grain * grain : grain;
  atomic_store(&pool->next, 0);
  atomic_store(&pool->gate, 0);
  atomic_fetch_add(&pool->announcements, 1);
  wake(pool);
  take_pieces(pool);

  for (int look = 0; look < LOOKS; look++) {
    if (try_close(pool)) return;
    pause_briefly();
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->caller_sleeps, true);
  while (!try_close(pool)) pthread_cond_wait(&pool->left, &pool->mutex);
  atomic_store(&pool->caller_sleeps, false);
  pthread_mutex_unlock(&pool->mutex);
}

pool *pool_create(unsigned least, unsigned most) {
  pool *result = calloc(1, sizeof *result + most * sizeof(pthread_t));
  if (result == NULL) return NULL;
  pthread_mutex_init(&result->mutex, NULL);
  pthread_cond_init(&result->announced, NULL);
  pthread_cond_init(&result->left, NULL);
  atomic_store(&result->gate, CLOSED);
  while (pool_threads(result) < most && pthread_create(&result->threads[result->workers], NULL, work, result) == 0) {
    result->workers++;
  }
  if (pool_threads(result) >= least) return result;
  pool_destroy(result);
  return NULL;
}

void pool_destroy(pool *pool) {
  atomic_store(&pool->stop, true);
  wake(pool);
  for (unsigned i = 0; i < pool->workers; i++) pthread_join(pool->threads[i], NULL);
  pthread_cond_destroy(&pool->left);
  pthread_cond_destroy(&pool->announced);
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}
