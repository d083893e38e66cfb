// OpenCL 1.2, which every vendor's implementation has, and of 2.0 the memory that is shared with the host, where a device has it.
#ifdef __APPLE__
#define CL_TARGET_OPENCL_VERSION 120
#else
#define CL_TARGET_OPENCL_VERSION 200
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#endif
#include <CL/cl.h>
// The numbers of vendors' extensions.
#include <CL/cl_ext.h>
