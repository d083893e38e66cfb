/* Threads that wait for work, and the one way to give them some. */
#ifndef THREADS_POOL_H
#define THREADS_POOL_H

#include <stdint.h>

#pragma GCC visibility push(hidden) /* the library exports its entry alone */

typedef struct pool pool;

/** Work on the indices begin ..< end. Called from several threads at once, never twice for an index. */
typedef void (*pool_body)(const void *context, uint64_t begin, uint64_t end);

/** As many threads as processors that this process may use. */
unsigned pool_processors(void);

/** A pool of `least` to `most` threads, 1 ≤ least ≤ most, as many as the system gives; the caller of pool_run is one of them. NULL
 *  where it does not give that many. */
pool *pool_create(unsigned least, unsigned most);

/** Ends its threads. No work may be under way. */
void pool_destroy(pool *pool);

unsigned pool_threads(const pool *pool);

/** Calls `body` for all indices 0 ..< count in pieces of at least `grain`, and returns when all are done. Which thread takes which
 *  piece differs from run to run, so no result may depend on it. One caller at a time. */
void pool_run(pool *pool, uint64_t count, uint64_t grain, pool_body body, const void *context);

#pragma GCC visibility pop

#endif
