/* Counts what reaches an OpenCL driver, from outside of Concord. Preloaded into `concord`, it stands between the program and the
 * loader, passes every call on, and writes a line for each that takes or gives back memory to the file that CONCORD_AUDIT names:
 *
 *     buffer BYTES LIVE     release BYTES LIVE     svm BYTES LIVE     svm-free BYTES LIVE     sub-buffer 0 LIVE     other CALL
 *
 * LIVE is what is taken and not given back after the call. A buffer counts until its last reference is given back; a sub-buffer is a
 * part of its buffer and counts nothing.
 *
 * CONCORD_AUDIT_PLANT makes a mistake that a backend could make, so that a check can show that it would be seen: `hidden` takes
 * 4,096 bytes more after the third buffer, `leak` keeps every second buffer that is given back.
 */
#define _GNU_SOURCE
#define CL_TARGET_OPENCL_VERSION 300
#include <CL/cl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { capacity = 1 << 16 };

static struct {
  const void *object;
  size_t bytes;
  unsigned references;
} objects[capacity];
static size_t live;
static FILE *file;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The loader's own function. It is not among what the program linked, so that RTLD_NEXT would not find it. */
static void *next(const char *name) {
  static void *library;
  if (!library) library = dlopen("libOpenCL.so.1", RTLD_NOW | RTLD_LOCAL);
  void *function = library ? dlsym(library, name) : NULL;
  if (function) return function;
  fprintf(stderr, "audit: no %s in libOpenCL.so.1\n", name);
  abort(); /* a test without its instrument must not pass */
}
#define NEXT(name) ((__typeof__(&name))next(#name))

static void note(const char *event, size_t bytes) {
  if (!file) {
    const char *path = getenv("CONCORD_AUDIT");
    file = fopen(path ? path : "/dev/null", "w");
    if (!file) abort();
    setvbuf(file, NULL, _IOLBF, 0);
  }
  fprintf(file, "%s %zu %zu\n", event, bytes, live);
}

static void take(const char *event, const void *object, size_t bytes) {
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < capacity; i++) {
    if (objects[i].object) continue;
    objects[i].object = object;
    objects[i].bytes = bytes;
    objects[i].references = 1;
    live += bytes;
    note(event, bytes);
    pthread_mutex_unlock(&lock);
    return;
  }
  abort();
}

static void change(const char *event, const void *object, int by) {
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < capacity; i++) {
    if (objects[i].object != object) continue;
    objects[i].references += (unsigned)by;
    if (objects[i].references == 0) {
      size_t bytes = objects[i].bytes;
      live -= bytes;
      objects[i].object = NULL;
      note(event, bytes);
    }
    break;
  }
  pthread_mutex_unlock(&lock);
}

static int plants(const char *mistake) {
  const char *planted = getenv("CONCORD_AUDIT_PLANT");
  return planted && strcmp(planted, mistake) == 0;
}

cl_mem clCreateBuffer(cl_context context, cl_mem_flags flags, size_t size, void *host, cl_int *status) {
  cl_mem memory = NEXT(clCreateBuffer)(context, flags, size, host, status);
  if (!memory) return memory;
  /* One over memory that is there already takes none. */
  take("buffer", memory, flags & CL_MEM_USE_HOST_PTR ? 0 : size);
  static int count;
  if (++count == 3 && plants("hidden")) {
    cl_mem hidden = NEXT(clCreateBuffer)(context, CL_MEM_READ_WRITE, 4096, NULL, NULL);
    if (hidden) take("buffer", hidden, 4096);
  }
  return memory;
}

cl_mem clCreateBufferWithProperties(
  cl_context context, const cl_mem_properties *properties, cl_mem_flags flags, size_t size, void *host, cl_int *status) {
  cl_mem memory = NEXT(clCreateBufferWithProperties)(context, properties, flags, size, host, status);
  if (memory) take("buffer", memory, flags & CL_MEM_USE_HOST_PTR ? 0 : size);
  return memory;
}

cl_mem clCreateSubBuffer(cl_mem buffer, cl_mem_flags flags, cl_buffer_create_type type, const void *info, cl_int *status) {
  cl_mem memory = NEXT(clCreateSubBuffer)(buffer, flags, type, info, status);
  if (memory) take("sub-buffer", memory, 0);
  return memory;
}

cl_int clRetainMemObject(cl_mem memory) {
  cl_int status = NEXT(clRetainMemObject)(memory);
  if (status == CL_SUCCESS) change("release", memory, 1);
  return status;
}

cl_int clReleaseMemObject(cl_mem memory) {
  static int count;
  if (plants("leak") && ++count % 2 == 0) return CL_SUCCESS;
  /* First the book: as soon as the driver has it back, another thread may get a new object at the same address. */
  change("release", memory, -1);
  return NEXT(clReleaseMemObject)(memory);
}

void *clSVMAlloc(cl_context context, cl_svm_mem_flags flags, size_t size, cl_uint alignment) {
  void *memory = NEXT(clSVMAlloc)(context, flags, size, alignment);
  if (memory) take("svm", memory, size);
  return memory;
}

void clSVMFree(cl_context context, void *memory) {
  change("svm-free", memory, -1);
  NEXT(clSVMFree)(context, memory);
}

/* Memory of kinds that Concord does not use, whose size is not known here: any such call is a finding. */
static void other(const char *call) {
  pthread_mutex_lock(&lock);
  note(call, 0);
  pthread_mutex_unlock(&lock);
}

cl_mem clCreateImage(
  cl_context context, cl_mem_flags flags, const cl_image_format *format, const cl_image_desc *description, void *host,
  cl_int *status) {
  other("other-clCreateImage");
  return NEXT(clCreateImage)(context, flags, format, description, host, status);
}

cl_mem clCreatePipe(
  cl_context context, cl_mem_flags flags, cl_uint size, cl_uint count, const cl_pipe_properties *properties, cl_int *status) {
  other("other-clCreatePipe");
  return NEXT(clCreatePipe)(context, flags, size, count, properties, status);
}
