/* Whether the OpenCL runtime that OCL_ICD_VENDORS selects compiles and runs a kernel here. Prints its platform's version and
 * its device's name, and exits with 0 only when the numbers are right.
 *
 * With the argument `faulty` it runs a kernel with a data race and a write out of bounds, harmless on a simulator: a checker
 * that stays silent on it checks nothing.
 */
#define CL_TARGET_OPENCL_VERSION 300
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <CL/cl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { count = 16 };

static const char *const sound =
  "kernel void probe(global float *x) { size_t i = get_global_id(0); x[i] = fma(x[i], 2.0f, exp(x[i])); }";
static const char *const faulty =
  "kernel void probe(global float *x) { size_t i = get_global_id(0); x[0] = i; x[i + 1] = 0.0f; }";

static void require(cl_int status, const char *call) {
  if (status == CL_SUCCESS) return;
  fprintf(stderr, "%s failed with status %d\n", call, status);
  exit(1);
}

int main(int argc, char **argv) {
  int expects_numbers = argc < 2 || strcmp(argv[1], "faulty") != 0;
  cl_platform_id platform;
  cl_device_id device;
  cl_int status;
  char version[256] = "", name[256] = "";

  require(clGetPlatformIDs(1, &platform, NULL), "clGetPlatformIDs");
  require(clGetPlatformInfo(platform, CL_PLATFORM_VERSION, sizeof version, version, NULL), "clGetPlatformInfo");
  require(clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 1, &device, NULL), "clGetDeviceIDs");
  require(clGetDeviceInfo(device, CL_DEVICE_NAME, sizeof name, name, NULL), "clGetDeviceInfo");

  cl_context context = clCreateContext(NULL, 1, &device, NULL, NULL, &status);
  require(status, "clCreateContext");
  cl_command_queue queue = clCreateCommandQueue(context, device, 0, &status);
  require(status, "clCreateCommandQueue");
  const char *source = expects_numbers ? sound : faulty;
  cl_program program = clCreateProgramWithSource(context, 1, (const char **)&source, NULL, &status);
  require(status, "clCreateProgramWithSource");
  require(clBuildProgram(program, 1, &device, "", NULL, NULL), "clBuildProgram");
  cl_kernel kernel = clCreateKernel(program, "probe", &status);
  require(status, "clCreateKernel");

  float x[count] = {0};
  cl_mem buffer = clCreateBuffer(context, CL_MEM_COPY_HOST_PTR, sizeof x, x, &status);
  require(status, "clCreateBuffer");
  require(clSetKernelArg(kernel, 0, sizeof buffer, &buffer), "clSetKernelArg");
  size_t global = count;
  require(clEnqueueNDRangeKernel(queue, kernel, 1, NULL, &global, NULL, 0, NULL, NULL), "clEnqueueNDRangeKernel");
  require(clEnqueueReadBuffer(queue, buffer, CL_TRUE, 0, sizeof x, x, 0, NULL, NULL), "clEnqueueReadBuffer");

  for (int i = 0; expects_numbers && i < count; i++) {
    if (x[i] == 1.0f) continue; /* 2 · 0 + exp(0) */
    fprintf(stderr, "a kernel gave %g where 1 is right\n", x[i]);
    return 1;
  }
  printf("%s, %s\n", version, name);
  return 0; /* The runtime frees what it gave: this process ends here. */
}
