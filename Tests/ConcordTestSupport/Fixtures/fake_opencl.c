/* Two OpenCL platforms that list the GPUs of one machine, for the loader, with nothing behind them: every device can be asked what it is, and
 * none can be opened.
 *
 *   Vendor's:  an integrated GPU (PCI 0000:00:02.0), a GPU with memory of its own (0000:65:00.0), one without a place
 *   Other's:   the second of these with another UUID, a processor with the UUID of the first
 */
#include <string.h>

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <CL/cl_ext.h>
#include <CL/cl_icd.h>

typedef struct _cl_platform_id {
  const cl_icd_dispatch *dispatch;
  const char *name;
} fake_platform;

typedef struct _cl_device_id {
  const cl_icd_dispatch *dispatch;
  fake_platform *platform;
  const char *name;
  cl_device_type type;
  cl_bool unified;
  unsigned char uuid;
  cl_uint pci[4]; /* domain, bus, device, function; all 0: unknown */
} fake_device;

static const cl_icd_dispatch dispatch;

static fake_platform platforms[] = {{&dispatch, "Vendor's"}, {&dispatch, "Other's"}};
static fake_device devices[] = {
  {&dispatch, &platforms[0], "small", CL_DEVICE_TYPE_GPU, CL_TRUE, 1, {0, 0, 2, 0}},
  {&dispatch, &platforms[0], "large", CL_DEVICE_TYPE_GPU, CL_FALSE, 2, {0, 0x65, 0, 0}},
  {&dispatch, &platforms[0], "nowhere", CL_DEVICE_TYPE_GPU, CL_FALSE, 0, {0, 0, 0, 0}},
  {&dispatch, &platforms[1], "large again", CL_DEVICE_TYPE_GPU, CL_FALSE, 3, {0, 0x65, 0, 0}},
  {&dispatch, &platforms[1], "processor", CL_DEVICE_TYPE_CPU, CL_TRUE, 1, {0, 0, 0, 0}},
};

static cl_int give(const void *value, size_t size, size_t room, void *target, size_t *needed) {
  if (needed) *needed = size;
  if (target && room < size) return CL_INVALID_VALUE;
  if (target) memcpy(target, value, size);
  return CL_SUCCESS;
}

static cl_int give_text(const char *text, size_t room, void *target, size_t *needed) {
  return give(text, strlen(text) + 1, room, target, needed);
}

static cl_int CL_API_CALL get_platform_ids(cl_uint room, cl_platform_id *list, cl_uint *count) {
  for (cl_uint i = 0; list && i < room && i < 2; i++) list[i] = &platforms[i];
  if (count) *count = 2;
  return CL_SUCCESS;
}

static cl_int CL_API_CALL get_platform_info(
  cl_platform_id platform, cl_platform_info what, size_t room, void *target, size_t *needed) {
  switch (what) {
    case CL_PLATFORM_NAME: return give_text(platform->name, room, target, needed);
    case CL_PLATFORM_VERSION: return give_text("OpenCL 1.2 fake", room, target, needed);
    case CL_PLATFORM_EXTENSIONS: return give_text("cl_khr_icd", room, target, needed);
    case CL_PLATFORM_PROFILE: return give_text("FULL_PROFILE", room, target, needed);
    case CL_PLATFORM_ICD_SUFFIX_KHR: return give_text("FAKE", room, target, needed);
    default: return give_text("tests", room, target, needed);
  }
}

static cl_int CL_API_CALL get_device_ids(
  cl_platform_id platform, cl_device_type type, cl_uint room, cl_device_id *list, cl_uint *count) {
  cl_uint found = 0;
  for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
    if (devices[i].platform != platform || !(devices[i].type & type)) continue;
    if (list && found < room) list[found] = &devices[i];
    found++;
  }
  if (count) *count = found;
  return found ? CL_SUCCESS : CL_DEVICE_NOT_FOUND;
}

static cl_int CL_API_CALL get_device_info(
  cl_device_id device, cl_device_info what, size_t room, void *target, size_t *needed) {
  cl_uint word = 0;
  cl_ulong wide = 0;
  size_t sizes[3] = {256, 256, 64};
  unsigned char uuid[CL_UUID_SIZE_KHR] = {device->uuid, 7};
  switch (what) {
    case CL_DEVICE_NAME: return give_text(device->name, room, target, needed);
    case CL_DEVICE_VENDOR: return give_text("tests", room, target, needed);
    case CL_DEVICE_VERSION: return give_text("OpenCL 1.2 fake", room, target, needed);
    case CL_DRIVER_VERSION: return give_text("1\033[31m", room, target, needed);
    case CL_DEVICE_EXTENSIONS: return give_text("cl_khr_device_uuid cl_khr_pci_bus_info", room, target, needed);
    case CL_DEVICE_TYPE: return give(&device->type, sizeof device->type, room, target, needed);
    case CL_DEVICE_HOST_UNIFIED_MEMORY: return give(&device->unified, sizeof device->unified, room, target, needed);
    case CL_DEVICE_UUID_KHR:
      return device->uuid ? give(uuid, sizeof uuid, room, target, needed) : CL_INVALID_VALUE;
    case CL_DEVICE_PCI_BUS_INFO_KHR: return give(device->pci, sizeof device->pci, room, target, needed);
    case CL_DEVICE_MAX_WORK_ITEM_SIZES: return give(sizes, sizeof sizes, room, target, needed);
    case CL_DEVICE_MAX_WORK_GROUP_SIZE: return give(sizes, sizeof *sizes, room, target, needed);
    case CL_DEVICE_GLOBAL_MEM_SIZE: wide = 1 << 30; return give(&wide, sizeof wide, room, target, needed);
    case CL_DEVICE_MAX_MEM_ALLOC_SIZE: wide = 1 << 28; return give(&wide, sizeof wide, room, target, needed);
    case CL_DEVICE_LOCAL_MEM_SIZE: wide = 1 << 15; return give(&wide, sizeof wide, room, target, needed);
    case CL_DEVICE_SINGLE_FP_CONFIG: wide = 0; return give(&wide, sizeof wide, room, target, needed);
    case CL_DEVICE_MAX_COMPUTE_UNITS: word = 12; return give(&word, sizeof word, room, target, needed);
    case CL_DEVICE_MAX_CLOCK_FREQUENCY: word = 1000; return give(&word, sizeof word, room, target, needed);
    case CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT: word = 1; return give(&word, sizeof word, room, target, needed);
    case CL_DEVICE_LOCAL_MEM_TYPE: word = CL_LOCAL; return give(&word, sizeof word, room, target, needed);
    case CL_DEVICE_AVAILABLE:
    case CL_DEVICE_COMPILER_AVAILABLE: word = CL_TRUE; return give(&word, sizeof word, room, target, needed);
    default: return CL_INVALID_VALUE;
  }
}

static cl_context CL_API_CALL create_context(
  const cl_context_properties *properties, cl_uint count, const cl_device_id *list,
  void(CL_CALLBACK *notify)(const char *, const void *, size_t, void *), void *data, cl_int *status) {
  (void)properties, (void)count, (void)list, (void)notify, (void)data;
  if (status) *status = CL_DEVICE_NOT_AVAILABLE;
  return NULL;
}

static const cl_icd_dispatch dispatch = {
  .clGetPlatformIDs = get_platform_ids,
  .clGetPlatformInfo = get_platform_info,
  .clGetDeviceIDs = get_device_ids,
  .clGetDeviceInfo = get_device_info,
  .clCreateContext = create_context,
};

CL_API_ENTRY cl_int CL_API_CALL clIcdGetPlatformIDsKHR(cl_uint room, cl_platform_id *list, cl_uint *count) {
  return get_platform_ids(room, list, count);
}

CL_API_ENTRY cl_int CL_API_CALL clGetPlatformInfo(
  cl_platform_id platform, cl_platform_info what, size_t room, void *target, size_t *needed) {
  return get_platform_info(platform, what, room, target, needed);
}

CL_API_ENTRY void *CL_API_CALL clGetExtensionFunctionAddress(const char *name) {
  return strcmp(name, "clIcdGetPlatformIDsKHR") == 0 ? (void *)clIcdGetPlatformIDsKHR : NULL;
}
