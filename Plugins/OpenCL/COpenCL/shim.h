// OpenCL 1.2 is all that is used: every vendor's implementation has it.
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
