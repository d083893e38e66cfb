/* Does replaying a recorded step cost less than launching its kernels? Eleven small kernels that depend on each other, as a training step of
 * `mlp` has, launched one by one and as a command buffer (cl_khr_command_buffer), in turn; medians of 3,000 rounds.
 *
 *     cc -O2 -o command-buffers Benchmarks/command-buffers.c -lOpenCL && ./command-buffers
 */
#define CL_TARGET_OPENCL_VERSION 300
#define CL_ENABLE_BETA_EXTENSIONS
#include <CL/cl.h>
#include <CL/cl_ext.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { kernels = 11, rounds = 3000 };

static const char *source =
  "kernel void chain(global float *values, int length) {"
  "  float value = values[get_global_id(0)];"
  "  for (int i = 0; i < length; ++i) value = fma(value, 1.0001f, 0.5f);"
  "  values[get_global_id(0)] = value;"
  "}";

static double microseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec * 1e-3;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void check(const char *call, cl_int status) {
  if (status == CL_SUCCESS) return;
  fprintf(stderr, "command-buffers: %s returned %d\n", call, status);
  exit(1);
}
#define CHECK(call) check(#call, call)
#define EXTENSION(name) \
  name##_fn name = (name##_fn)clGetExtensionFunctionAddressForPlatform(platform, #name); \
  if (!name) { \
    fprintf(stderr, "command-buffers: this OpenCL implementation has no " #name "\n"); \
    return 1; \
  }

int main(void) {
  cl_platform_id platform;
  cl_device_id device;
  cl_int status;
  CHECK(clGetPlatformIDs(1, &platform, NULL));
  CHECK(clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 1, &device, NULL));
  cl_context context = clCreateContext(NULL, 1, &device, NULL, NULL, &status);
  check("clCreateContext", status);
  cl_command_queue queue = clCreateCommandQueueWithProperties(context, device, NULL, &status);
  check("clCreateCommandQueueWithProperties", status);
  EXTENSION(clCreateCommandBufferKHR)
  EXTENSION(clCommandNDRangeKernelKHR)
  EXTENSION(clFinalizeCommandBufferKHR)
  EXTENSION(clEnqueueCommandBufferKHR)

  cl_program program = clCreateProgramWithSource(context, 1, &source, NULL, &status);
  check("clCreateProgramWithSource", status);
  CHECK(clBuildProgram(program, 1, &device, "", NULL, NULL));
  cl_mem memory = clCreateBuffer(context, CL_MEM_READ_WRITE, 4096, NULL, &status);
  check("clCreateBuffer", status);
  cl_kernel kernel = clCreateKernel(program, "chain", &status);
  check("clCreateKernel", status);

  printf("work-items  length  launches us  command buffer us\n");
  for (int shape = 0; shape < 4; ++shape) {
    const size_t items = shape / 2 ? 8 : 1, local = 1;
    const cl_int length = shape % 2 ? 10000 : 100;
    CHECK(clSetKernelArg(kernel, 0, sizeof memory, &memory));
    CHECK(clSetKernelArg(kernel, 1, sizeof length, &length));
    cl_command_buffer_khr recorded = clCreateCommandBufferKHR(1, &queue, NULL, &status);
    check("clCreateCommandBufferKHR", status);
    cl_sync_point_khr before = 0;
    for (int i = 0; i < kernels; ++i) {
      cl_sync_point_khr after;
      CHECK(clCommandNDRangeKernelKHR(
        recorded, NULL, NULL, kernel, 1, NULL, &items, &local, i > 0, i > 0 ? &before : NULL, &after, NULL));
      before = after;
    }
    CHECK(clFinalizeCommandBufferKHR(recorded));
    static double launched[rounds], replayed[rounds];
    for (int round = 0; round < rounds; ++round) {
      double start = microseconds();
      for (int i = 0; i < kernels; ++i) CHECK(clEnqueueNDRangeKernel(queue, kernel, 1, NULL, &items, &local, 0, NULL, NULL));
      CHECK(clFinish(queue));
      launched[round] = microseconds() - start;
      start = microseconds();
      CHECK(clEnqueueCommandBufferKHR(0, NULL, recorded, 0, NULL, NULL));
      CHECK(clFinish(queue));
      replayed[round] = microseconds() - start;
    }
    qsort(launched, rounds, sizeof *launched, ascending);
    qsort(replayed, rounds, sizeof *replayed, ascending);
    printf("%10zu  %6d  %11.1f  %17.1f\n", items, length, launched[rounds / 2], replayed[rounds / 2]);
  }
  return 0;
}
