/* The transport over MPI: the ranks that `mpirun` started are those of the training. */
#include <concord_transport.h>

#include <mpi.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* MPI counts in int. */
#define PIECE ((uint64_t)1 << 30)
#define TAG 1

struct concord_link {
  MPI_Comm ranks;
  uint32_t rank, count;
};

static struct concord_link only;

/* ---------------------------------------------------------------------------------------------------------- errors */

static void release(concord_error *error) { free(error); }

static concord_error *failure(uint32_t code, const char *format, ...) {
  const size_t room = 1024;
  concord_error *error = malloc(sizeof *error + room);
  if (error == NULL) abort(); /* MPI itself would not go on */
  char *message = (char *)(error + 1);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, room, format, arguments);
  va_end(arguments);
  *error = (concord_error){
    .size = sizeof *error, .code = code, .op_index = CONCORD_NO_OP, .message = message, .release = release};
  return error;
}

/* NULL where MPI succeeded. */
static concord_error *check(int status, const char *what) {
  if (status == MPI_SUCCESS) return NULL;
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(status, text, &length);
  return failure(CONCORD_ERROR_DEVICE_LOST, "MPI could not %s: %s", what, text);
}

/* --------------------------------------------------------------------------------------------------------- waiting */

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Waits for a request without keeping a processor busy: at first it looks again and again and lets others run between, then it sleeps longer
 * and longer, up to half a millisecond. */
static concord_error *finish(MPI_Request *request, MPI_Status *status, uint64_t limit, const char *what) {
  const double end = now() + 1e-3 * (double)limit;
  for (unsigned looks = 0;; looks++) {
    int done = 0;
    concord_error *error = check(MPI_Test(request, &done, status), what);
    if (error != NULL || done) return error;
    if (looks < 200) {
      sched_yield();
      continue;
    }
    /* A request that is given up stays with MPI: the link is good for `abort` alone now. */
    if (now() > end) {
      return failure(CONCORD_ERROR_DEVICE_LOST, "MPI could not %s within %.0f s", what, 1e-3 * (double)limit);
    }
    unsigned microseconds = 20 * (looks - 199);
    if (microseconds > 500) microseconds = 500;
    nanosleep(&(struct timespec){.tv_nsec = 1000 * (long)microseconds}, NULL);
  }
}

/* ----------------------------------------------------------------------------------------------------------- calls */

static concord_error *link_open(uint64_t limit, concord_link **link, uint32_t *rank, uint32_t *count) {
  (void)limit; /* mpirun's own */
  int is_initialized = 0, provided = 0, number = 0, all = 0;
  MPI_Initialized(&is_initialized);
  if (is_initialized) return failure(CONCORD_ERROR_INVALID_ARGUMENT, "this process has joined its MPI ranks before");
  concord_error *error = check(MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided), "start");
  if (error != NULL) return error;
  if (provided < MPI_THREAD_SERIALIZED) {
    return failure(CONCORD_ERROR_UNSUPPORTED, "this MPI does not serve more than one thread; take one that is built for threads");
  }
  only.ranks = MPI_COMM_WORLD;
  MPI_Comm_set_errhandler(only.ranks, MPI_ERRORS_RETURN);
  if ((error = check(MPI_Comm_rank(only.ranks, &number), "say which rank this is")) != NULL) return error;
  if ((error = check(MPI_Comm_size(only.ranks, &all), "say how many ranks there are")) != NULL) return error;
  *rank = only.rank = (uint32_t)number;
  *count = only.count = (uint32_t)all;
  *link = &only;
  return NULL;
}

static void link_close(concord_link *link) {
  (void)link;
  MPI_Finalize();
}

static concord_error *send_bytes(concord_link *link, uint32_t to, const void *data, uint64_t bytes, uint64_t limit) {
  char what[64];
  snprintf(what, sizeof what, "send to rank %u", to);
  for (uint64_t start = 0; start < bytes; start += PIECE) {
    const int piece = (int)(bytes - start < PIECE ? bytes - start : PIECE);
    MPI_Request request;
    concord_error *error =
      check(MPI_Isend((const char *)data + start, piece, MPI_BYTE, (int)to, TAG, link->ranks, &request), what);
    if (error == NULL) error = finish(&request, MPI_STATUS_IGNORE, limit, what);
    if (error != NULL) return error;
  }
  return NULL;
}

static concord_error *receive_bytes(
  concord_link *link, uint32_t from, void *data, uint64_t bytes, uint64_t *received, uint64_t limit) {
  char what[64];
  snprintf(what, sizeof what, "receive from rank %u", from);
  uint64_t all = 0;
  for (uint64_t start = 0; start < bytes; start += PIECE) {
    const int piece = (int)(bytes - start < PIECE ? bytes - start : PIECE);
    MPI_Request request;
    MPI_Status status;
    int came = 0;
    concord_error *error = check(MPI_Irecv((char *)data + start, piece, MPI_BYTE, (int)from, TAG, link->ranks, &request), what);
    if (error == NULL) error = finish(&request, &status, limit, what);
    if (error == NULL) error = check(MPI_Get_count(&status, MPI_BYTE, &came), what);
    if (error != NULL) return error;
    all += (uint64_t)came;
    if (came != piece) break;
  }
  *received = all;
  return NULL;
}

/* Along a binomial tree of messages, as MPI's own would go; but where one does not come, it is known from whom. */
static concord_error *broadcast(concord_link *link, uint32_t root, void *data, uint64_t bytes, uint64_t limit) {
  const uint32_t count = link->count, place = (link->rank + count - root) % count;
  uint32_t distance = 1;
  for (; distance < count; distance *= 2) {
    if ((place & distance) == 0) continue;
    uint64_t received = 0;
    const uint32_t from = (place - distance + root) % count;
    concord_error *error = receive_bytes(link, from, data, bytes, &received, limit);
    if (error != NULL) return error;
    if (received != bytes) {
      return failure(
        CONCORD_ERROR_INTERNAL, "MPI received %llu bytes of rank %u where %llu were to come", (unsigned long long)received, from,
        (unsigned long long)bytes);
    }
    break;
  }
  while ((distance /= 2) > 0) {
    if (place + distance >= count) continue;
    concord_error *error = send_bytes(link, (place + distance + root) % count, data, bytes, limit);
    if (error != NULL) return error;
  }
  return NULL;
}

static concord_error *barrier(concord_link *link, uint64_t limit) {
  MPI_Request request;
  concord_error *error = check(MPI_Ibarrier(link->ranks, &request), "wait for all ranks");
  return error != NULL ? error : finish(&request, MPI_STATUS_IGNORE, limit, "wait for all ranks");
}

static void abort_all(concord_link *link, const char *reason) {
  (void)reason; /* mpirun tells which rank it was; what happened stands in that rank's own log */
  MPI_Abort(link->ranks, 1);
}

static const concord_transport table = {
  .size = sizeof table,
  .transport_version = CONCORD_TRANSPORT_VERSION,
  .name = "mpi",
#ifdef OMPI_MAJOR_VERSION
#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
  .version = "1, Open MPI " TEXT(OMPI_MAJOR_VERSION) "." TEXT(OMPI_MINOR_VERSION) "." TEXT(OMPI_RELEASE_VERSION),
#else
  .version = "1",
#endif
  .link_open = link_open,
  .link_close = link_close,
  .send = send_bytes,
  .receive = receive_bytes,
  .broadcast = broadcast,
  .barrier = barrier,
  .abort = abort_all,
};

__attribute__((visibility("default"))) const concord_transport *concord_transport_entry(const concord_host *host) {
  (void)host;
  return &table;
}
