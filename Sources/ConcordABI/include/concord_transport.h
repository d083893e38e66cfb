/* concord_transport.h — the binary interface of a Concord transport, version 1: what carries bytes between the processes (ranks) that share
 * a training.
 *
 * A transport is one shared library that exports one function:
 *
 *     const concord_transport *concord_transport_entry(const concord_host *host);
 *
 * It returns a table of functions that stays valid and unchanged until the process ends, or NULL where the library cannot serve this host.
 * There is no arithmetic in it: numbers are added by the host alone, in an order of its own, so that no library's order of sums can enter a
 * result.
 *
 * Sizes, versions, errors, ownership, the caller's state and text are as in concord_backend.h, whose error and host it shares; an error's
 * `op_index` is CONCORD_NO_OP. What is particular to transports:
 *   Ranks       The processes of one training are counted from 0. All of them run the same version of the host.
 *   Order       All ranks call broadcast and barrier in the same order. What one rank sends to another arrives in the order in which it was
 *               sent. A message is received with the byte count that it was sent with.
 *   Threads     A link is used by one thread at a time; the host sees to that, and it may be another thread each time.
 *   Limits      A call that waits for other ranks takes `limit` milliseconds and fails with CONCORD_ERROR_DEVICE_LOST where that is not
 *               enough, naming the rank that it waited for where it knows. It fails likewise, at once, where a rank is known to have ended.
 *               After a failure the link is good for `abort` and `close` alone.
 *   Waiting     Ranks may share processors with each other and with devices that compute: a call that waits long sleeps between its looks.
 */
#ifndef CONCORD_TRANSPORT_H
#define CONCORD_TRANSPORT_H

#include "concord_backend.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The version that this header describes. A changed meaning or layout raises it; a function added at the end of the table does not. */
#define CONCORD_TRANSPORT_VERSION 1u

/** The name of the one exported function, for dlsym. */
#define CONCORD_TRANSPORT_ENTRY "concord_transport_entry"

typedef struct concord_link concord_link; /* opaque, the transport's: this process among the others */

typedef struct concord_transport {
  uint64_t size;
  uint32_t transport_version; /* CONCORD_TRANSPORT_VERSION                        */
  uint32_t reserved;          /* 0                                                */
  const char *name;           /* "mpi"; at most 63 bytes                          */
  const char *version;        /* of the library and of what it is made on         */

  /** Joins the other ranks, and says which this one is: 0 ≤ rank < count. Once in a process. */
  concord_error *(*link_open)(uint64_t limit, concord_link **link, uint32_t *rank, uint32_t *count);

  /** Leaves them in good order: all ranks call it after their last message. */
  void (*link_close)(concord_link *link);

  /** Sends `bytes` > 0 of them to another rank. They may be changed when the call returns, which may be before they are received. */
  concord_error *(*send)(concord_link *link, uint32_t to, const void *data, uint64_t bytes, uint64_t limit);

  /** Receives one message of another rank into `data`, which has room for `bytes`. `received` is how many came; a message that is longer
   *  than that is an error. */
  concord_error *(*receive)(
    concord_link *link, uint32_t from, void *data, uint64_t bytes, uint64_t *received, uint64_t limit);

  /** Brings `bytes` > 0 of them from rank `root` to all others. */
  concord_error *(*broadcast)(concord_link *link, uint32_t root, void *data, uint64_t bytes, uint64_t limit);

  /** Returns when all ranks have called it. */
  concord_error *(*barrier)(concord_link *link, uint64_t limit);

  /** Ends the work of all other ranks within seconds, with the reason where the transport can bring it to them. May end this process too, with
   *  a status that is not 0. */
  void (*abort)(concord_link *link, const char *reason);
} concord_transport;

/** The exported function's type. */
typedef const concord_transport *(*concord_transport_entry_function)(const concord_host *host);

#ifdef __cplusplus
}
#endif

#endif
