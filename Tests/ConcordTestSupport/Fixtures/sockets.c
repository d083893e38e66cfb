/* A transport between processes of one machine, over Unix sockets in a folder: for tests that do without MPI.
 *
 * SOCKETS_FOLDER, SOCKETS_RANK and SOCKETS_COUNT say where, and who this is. SOCKETS_FAULT=name:n makes the nth transfer of this rank, from 1,
 * go wrong: `short` says that a byte less came, `garbage` changes what came, `vanish` kills the process, `stop` stops it, `fail` is an error;
 * `closed` is a rank that nobody can connect to. */
#define _GNU_SOURCE /* accept4 */
#include <concord_transport.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION CONCORD_TRANSPORT_VERSION
#endif
#ifndef SIZE
#define SIZE sizeof(concord_transport)
#endif
#define MOST 64
#define ABORTED UINT64_MAX

struct concord_link {
  int sockets[MOST];
  uint32_t rank, count;
};

static struct concord_link self;
static long transfers, faulty = -1;
static char fault[16];

static void release(concord_error *error) { free(error); }

static concord_error *failure(const char *format, ...) {
  concord_error *error = calloc(1, sizeof *error + 1024);
  char *message = (char *)(error + 1);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, 1024, format, arguments);
  va_end(arguments);
  *error = (concord_error){sizeof *error, CONCORD_ERROR_DEVICE_LOST, CONCORD_NO_OP, message, release};
  return error;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static int is_due(const char *name) { return transfers == faulty && strcmp(fault, name) == 0; }

/* All bytes in one direction, or an error. */
static concord_error *move(uint32_t rank, void *bytes, uint64_t count, int sends, uint64_t limit) {
  const uint64_t end = now() + limit;
  for (uint64_t done = 0; done < count;) {
    const uint64_t time = now();
    struct pollfd ready = {self.sockets[rank], sends ? POLLOUT : POLLIN, 0};
    const int found = time < end ? poll(&ready, 1, (int)(end - time)) : 0;
    if (found < 0 && errno == EINTR) continue;
    if (found <= 0) return failure("rank %u did not answer within %.0f s", rank, (double)limit / 1000);
    const ssize_t part = sends ? send(self.sockets[rank], (char *)bytes + done, count - done, MSG_NOSIGNAL | MSG_DONTWAIT)
                               : recv(self.sockets[rank], (char *)bytes + done, count - done, MSG_DONTWAIT);
    if (part < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (part <= 0) return failure("rank %u has ended", rank);
    done += (uint64_t)part;
  }
  return NULL;
}

static concord_error *send_bytes(concord_link *link, uint32_t to, const void *data, uint64_t bytes, uint64_t limit) {
  (void)link;
  transfers++;
  if (is_due("vanish")) raise(SIGKILL);
  if (is_due("stop")) raise(SIGSTOP);
  if (is_due("fail")) return failure("the wire to rank %u is cut", to);
  concord_error *error = move(to, &bytes, sizeof bytes, 1, limit);
  return error != NULL ? error : move(to, (void *)data, bytes, 1, limit);
}

static concord_error *receive_bytes(
  concord_link *link, uint32_t from, void *data, uint64_t bytes, uint64_t *received, uint64_t limit) {
  (void)link;
  transfers++;
  if (is_due("vanish")) raise(SIGKILL);
  if (is_due("stop")) raise(SIGSTOP);
  if (is_due("fail")) return failure("the wire to rank %u is cut", from);
  uint64_t count = 0;
  concord_error *error = move(from, &count, sizeof count, 0, limit);
  if (error != NULL) return error;
  if (count == ABORTED) {
    char reason[512] = "";
    error = move(from, reason, sizeof reason - 1, 0, limit);
    return error != NULL ? error : failure("rank %u has ended the training: %s", from, reason);
  }
  if (count > bytes) return failure("rank %u sent more than there is room for", from);
  if ((error = move(from, data, count, 0, limit)) != NULL) return error;
  if (is_due("garbage")) ((unsigned char *)data)[count / 2] ^= 0x40;
  *received = is_due("short") ? count - 1 : count;
  return NULL;
}

static concord_error *broadcast(concord_link *link, uint32_t root, void *data, uint64_t bytes, uint64_t limit) {
  uint64_t received = bytes;
  if (link->rank != root) {
    concord_error *error = receive_bytes(link, root, data, bytes, &received, limit);
    return error != NULL || received == bytes ? error : failure("rank %u sent less than was due", root);
  }
  for (uint32_t rank = 0; rank < link->count; rank++) {
    concord_error *error = rank == root ? NULL : send_bytes(link, rank, data, bytes, limit);
    if (error != NULL) return error;
  }
  return NULL;
}

static concord_error *barrier(concord_link *link, uint64_t limit) {
  char byte = 0;
  uint64_t received;
  for (uint32_t rank = 1; link->rank == 0 && rank < link->count; rank++) {
    concord_error *error = receive_bytes(link, rank, &byte, 1, &received, limit);
    if (error != NULL) return error;
  }
  concord_error *error = link->rank == 0 ? NULL : send_bytes(link, 0, &byte, 1, limit);
  return error != NULL ? error : broadcast(link, 0, &byte, 1, limit);
}

static void link_close(concord_link *link) {
  for (uint32_t rank = 0; rank < link->count; rank++) {
    if (rank != link->rank) close(link->sockets[rank]);
  }
}

static void abort_all(concord_link *link, const char *reason) {
  uint64_t mark = ABORTED;
  char text[511] = "";
  strncpy(text, reason, sizeof text - 1);
  for (uint32_t rank = 0; rank < link->count; rank++) {
    if (rank == link->rank) continue;
    concord_error *error = move(rank, &mark, sizeof mark, 1, 100);
    if (error == NULL) error = move(rank, text, sizeof text, 1, 100);
    if (error != NULL) error->release(error);
  }
  link_close(link);
}

static struct sockaddr_un address(uint32_t rank) {
  struct sockaddr_un place = {.sun_family = AF_UNIX};
  snprintf(place.sun_path, sizeof place.sun_path, "%s/%u", getenv("SOCKETS_FOLDER"), rank);
  return place;
}

static concord_error *link_open(uint64_t limit, concord_link **link, uint32_t *rank, uint32_t *count) {
  const char *folder = getenv("SOCKETS_FOLDER"), *number = getenv("SOCKETS_RANK"), *all = getenv("SOCKETS_COUNT");
  if (folder == NULL || number == NULL || all == NULL) return failure("SOCKETS_FOLDER, SOCKETS_RANK or SOCKETS_COUNT is not set");
  self.rank = (uint32_t)atoi(number);
  self.count = (uint32_t)atoi(all);
  if (self.count < 1 || self.count > MOST || self.rank >= self.count) return failure("rank %s of %s cannot be", number, all);
  const char *asked = getenv("SOCKETS_FAULT");
  if (asked != NULL) sscanf(asked, "%15[a-z]:%ld", fault, &faulty);
  const uint64_t end = now() + limit;
  struct sockaddr_un place = address(self.rank);
  const int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (strcmp(fault, "closed") != 0 &&
      (bind(listening, (struct sockaddr *)&place, sizeof place) != 0 || listen(listening, MOST) != 0)) {
    return failure("no socket at %s: %s", place.sun_path, strerror(errno));
  }
  for (uint32_t other = 0; other < self.rank; other++) {
    place = address(other);
    self.sockets[other] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    while (connect(self.sockets[other], (struct sockaddr *)&place, sizeof place) != 0) {
      if (now() > end) return failure("rank %u cannot be reached at %s: %s", other, place.sun_path, strerror(errno));
      usleep(2000);
    }
    concord_error *error = move(other, &self.rank, sizeof self.rank, 1, limit);
    if (error != NULL) return error;
  }
  for (uint32_t others = self.rank + 1; others < self.count; others++) {
    struct pollfd ready = {listening, POLLIN, 0};
    const uint64_t time = now();
    if (time >= end || poll(&ready, 1, (int)(end - time)) <= 0) return failure("not all of the %u ranks have come", self.count);
    const int socket = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
    uint32_t other = 0;
    if (recv(socket, &other, sizeof other, MSG_WAITALL) != sizeof other || other <= self.rank || other >= self.count) {
      return failure("somebody who is no rank connected");
    }
    self.sockets[other] = socket;
  }
  close(listening);
  *rank = self.rank;
  *count = self.count;
  *link = &self;
  return NULL;
}

static const concord_transport table = {
  .size = SIZE,
  .transport_version = VERSION,
  .name = "sockets",
  .version = "1",
  .link_open = link_open,
  .link_close = link_close,
  .send = send_bytes,
  .receive = receive_bytes,
  .broadcast = broadcast,
#ifndef LACKS_BARRIER
  .barrier = barrier,
#endif
  .abort = abort_all,
};

const concord_transport *concord_transport_entry(const concord_host *host) {
  (void)host;
  (void)barrier;
  (void)table;
#ifdef NOTHING
  return NULL;
#else
  return &table;
#endif
}
