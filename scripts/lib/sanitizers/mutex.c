/* Tells the thread sanitizer of the locks of Swift's Mutex that were waited for. Those that are taken at once it sees, because that
 * part is compiled into who takes them; waiting is in Swift's library, which is not built with it. Linked into every program and plugin,
 * where these functions come before the library's. */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

void __tsan_acquire(void *word);
void __tsan_release(void *word);

typedef SWIFT void lock_function(uint32_t thread, SELF void *word);
typedef SWIFT bool try_lock_function(SELF void *word);
typedef SWIFT void unlock_function(SELF void *word);

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock(uint32_t thread, SELF void *word) __asm__(LOCK);
SWIFT bool try_lock(SELF void *word) __asm__(TRY_LOCK);
SWIFT void unlock(SELF void *word) __asm__(UNLOCK);

/* The library's function. */
static void *original(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (function == NULL) abort();
  return function;
}

SWIFT void lock(uint32_t thread, SELF void *word) {
  ((lock_function *)original(LOCK))(thread, word);
  __tsan_acquire(word);
}

SWIFT bool try_lock(SELF void *word) {
  bool taken = ((try_lock_function *)original(TRY_LOCK))(word);
  if (taken) __tsan_acquire(word);
  return taken;
}

SWIFT void unlock(SELF void *word) {
  __tsan_release(word);
  ((unlock_function *)original(UNLOCK))(word);
}
