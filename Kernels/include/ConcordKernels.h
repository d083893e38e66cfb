#pragma once

/** The OpenCL C text of the file `name`.cl of this folder, or NULL where there is none. Lives as long as the library. */
const char *concord_kernel_source(const char *name);
