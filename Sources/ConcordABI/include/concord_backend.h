/* concord_backend.h — the binary interface of a Concord backend, version 1.
 *
 * A backend is one shared library that exports one function:
 *
 *     const concord_backend *concord_backend_entry(const concord_host *host);
 *
 * It returns a table of functions that stays valid and unchanged until the process ends, or NULL where the library cannot
 * serve this host (an ABI version that it does not know, for example). The library imports nothing from the host: what it
 * may call is in the table `host`, which also stays valid until the process ends.
 *
 * Conventions that hold for every call
 *   Sizes       Every struct opens with `size`, the bytes its writer knew of. A reader uses a field only where `size`
 *               covers it and accepts any larger size. Arrays of structs carry their element size (`…_stride`).
 *   Versions    Each side tells the other the CONCORD_ABI_VERSION of its header, and with another number they refuse each other. Under
 *               one number structs grow at their end alone, by fields or by functions that are optional, and nothing that was
 *               there moves or changes its meaning. So older libraries run in newer hosts and newer libraries in older hosts:
 *               each uses what the other's `size` covers. New operations, attributes and options leave the number as it is:
 *               a library answers an operation or an attribute that it does not know with …_UNSUPPORTED.
 *   Errors      A call that can fail returns NULL for success, otherwise an error object that the caller owns and frees
 *               with error->release(error). A failed call leaves its outputs untouched and owns nothing. A backend never
 *               aborts, never exits, never prints, never lets an exception or a trap out.
 *   Ownership   What a call hands out through a `**` belongs to the caller until it passes it to the matching close or
 *               release. Memory passed in (descriptions, names, data) is the caller's and only valid during the call.
 *   Order       Objects are released before what they came from: reads before their buffer, programs and buffers before their
 *               device.
 *   Threads     A device and all that came from it is used by one thread at a time; the host sees to that, and it may be
 *               another thread each time. Different devices may be used at the same time. device_count, device_info and
 *               device_open may be called from any thread at any time.
 *   Caller      A call leaves the thread that makes it as it found it: rounding direction, treatment of denormal numbers, which
 *               floating-point exceptions are signals, signal mask, locale. The host puts all of it back, and counts it against the
 *               backend. The process's own settings are the host's too: a backend does not touch its standard streams, working
 *               directory, environment or handlers of signals.
 *   Arithmetic  Results are defined to the bit by the specification of each operation (docs/numerics.md). The host
 *               compares them with the reference: `concord conformance`.
 *   Text        UTF-8, terminated by a zero byte.
 */
#ifndef CONCORD_BACKEND_H
#define CONCORD_BACKEND_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The version that this header describes. A changed meaning or layout raises it; a field added at the end of a struct does not. */
#define CONCORD_ABI_VERSION 1u

/** The name of the one exported function, for dlsym. */
#define CONCORD_BACKEND_ENTRY "concord_backend_entry"

/** The largest rank of a tensor. */
#define CONCORD_MAX_RANK 8

/** Every tensor and every workspace starts at a multiple of this many bytes in its buffer. */
#define CONCORD_ALIGNMENT 256u

/* ---------------------------------------------------------------------------------------------------------- errors */

/** What kind of failure it was; the message says the rest. */
enum {
  CONCORD_ERROR_INVALID_ARGUMENT = 1, /* the description or an argument breaks a rule of this header             */
  CONCORD_ERROR_UNSUPPORTED = 2,      /* a legal request that this backend does not serve: an op, a type, a shape */
  CONCORD_ERROR_OUT_OF_MEMORY = 3,    /* the device or the host could not give the memory                         */
  CONCORD_ERROR_DEVICE_LOST = 4,      /* the device failed; close it                                              */
  CONCORD_ERROR_BUILD_FAILED = 5,     /* the device's compiler refused a kernel; the message carries its log      */
  CONCORD_ERROR_NON_CONFORMING = 6,   /* the device computes other bits than the contract; the message says where */
  CONCORD_ERROR_NOT_FOUND = 7,        /* no such device                                                           */
  CONCORD_ERROR_INTERNAL = 8          /* anything else                                                            */
};

/** `op_index` of an error that belongs to no operation. */
#define CONCORD_NO_OP UINT32_MAX

typedef struct concord_error {
  uint64_t size;
  uint32_t code;       /* CONCORD_ERROR_…                                                        */
  uint32_t op_index;   /* index into the program's ops of the one that failed, or CONCORD_NO_OP  */
  const char *message; /* what was tried, what happened, what to do; freed with the error        */
  /** Frees the error and its message. Never NULL. May be called from any thread. */
  void (*release)(struct concord_error *error);
} concord_error;

/* ------------------------------------------------------------------------------------------------------------ host */

enum { CONCORD_LOG_DEBUG = 0, CONCORD_LOG_INFO = 1, CONCORD_LOG_WARNING = 2, CONCORD_LOG_ERROR = 3 };

typedef struct concord_host {
  uint64_t size;
  uint32_t abi_version;
  uint32_t reserved; /* 0 */
  void *context;     /* passed back to every function of this table */
  /** Takes a line for the user's log. May be called from any thread; the message is copied. Never NULL. */
  void (*log)(void *context, uint32_t level, const char *message);
} concord_host;

/* ----------------------------------------------------------------------------------------------------- descriptions */

/** Element types of a tensor, and of a run scalar. */
enum { CONCORD_FLOAT32 = 1, CONCORD_INT32 = 2, CONCORD_UINT32 = 3 };

/** A tensor: contiguous, row-major. Its bytes start `offset` bytes into buffer number `buffer` of the program. */
typedef struct concord_tensor {
  uint64_t size;
  uint32_t element_type; /* CONCORD_FLOAT32 or CONCORD_INT32                    */
  uint32_t rank;         /* 0 (one element) … CONCORD_MAX_RANK                  */
  int64_t dimensions[CONCORD_MAX_RANK]; /* the first `rank` count, outermost first; each ≥ 0 */
  uint32_t buffer;       /* index into concord_program.buffers; ignored by program_query */
  uint32_t reserved;     /* 0 */
  uint64_t offset;       /* bytes, a multiple of CONCORD_ALIGNMENT; ignored by program_query */
} concord_tensor;

enum { CONCORD_ATTRIBUTE_INTEGER = 1, CONCORD_ATTRIBUTE_FLOAT = 2, CONCORD_ATTRIBUTE_STRING = 3, CONCORD_ATTRIBUTE_BOOLEAN = 4 };

/** A constant of an operation. Only the field that `kind` names counts. */
typedef struct concord_attribute {
  uint64_t size;
  const char *name;
  uint32_t kind;
  float number;       /* CONCORD_ATTRIBUTE_FLOAT                       */
  int64_t integer;    /* CONCORD_ATTRIBUTE_INTEGER, …_BOOLEAN (0 or 1) */
  const char *string; /* CONCORD_ATTRIBUTE_STRING                      */
} concord_attribute;

/** One operation. Its name selects its definition in docs/numerics.md; its inputs and outputs are indices of tensors. A tensor
 *  that is both is updated in place. The output of an element-wise operation (activation, activation_gradient, add, bias_add, …: the list
 *  is in docs/memory.md) may lie exactly over an input of its size. No other output overlaps an input. */
typedef struct concord_op {
  uint64_t size;
  const char *name;
  const uint32_t *inputs;
  const uint32_t *outputs;
  const concord_attribute *attributes; /* sorted by name */
  const uint32_t *scalars;             /* indices of the program's run scalars that it takes, in the definition's order */
  uint32_t input_count;
  uint32_t output_count;
  uint32_t attribute_count;
  uint32_t scalar_count;
  uint64_t attribute_stride;
  uint32_t workspace_buffer; /* where the workspace that program_query asked for lies; ignored by program_query */
  uint32_t reserved;         /* 0 */
  uint64_t workspace_offset;
  uint64_t workspace_bytes;  /* 0: none was asked for */
} concord_op;

typedef struct concord_buffer concord_buffer;                     /* opaque, the backend's */
typedef struct concord_device concord_device;                     /* opaque, the backend's */
typedef struct concord_compiled_program concord_compiled_program; /* opaque, the backend's */
typedef struct concord_read concord_read;                         /* opaque, the backend's: bytes on their way to the host */

/** A static program: its ops run in order, each seeing what those before it wrote. */
typedef struct concord_program {
  uint64_t size;
  const concord_tensor *tensors;
  const concord_op *ops;
  const uint32_t *scalar_types;    /* CONCORD_FLOAT32 or CONCORD_UINT32 of each run scalar */
  concord_buffer *const *buffers;  /* NULL in program_query */
  uint64_t tensor_stride;
  uint64_t op_stride;
  uint32_t tensor_count;
  uint32_t op_count;
  uint32_t scalar_count;
  uint32_t buffer_count;           /* 0 in program_query */
} concord_program;

enum { CONCORD_DEVICE_CPU = 1, CONCORD_DEVICE_GPU = 2, CONCORD_DEVICE_ACCELERATOR = 3, CONCORD_DEVICE_OTHER = 4 };

/** Whether the device was found to compute the contract's bits when it was opened. */
enum { CONCORD_CONFORMANCE_UNKNOWN = 0, CONCORD_CONFORMANCE_PASSED = 1, CONCORD_CONFORMANCE_FAILED = 2 };

typedef struct concord_device_info {
  uint64_t size;
  uint32_t type;        /* CONCORD_DEVICE_… */
  uint32_t conformance; /* CONCORD_CONFORMANCE_…; UNKNOWN before the device is opened */
  uint64_t memory_bytes;         /* all memory of the device; 0 where unknown                */
  uint64_t max_allocation_bytes; /* the largest single buffer; 0 where there is no such limit */
  uint32_t compute_units;
  uint32_t reserved; /* 0 */
  char name[256];
  char vendor[128];
  char platform[128];
  char driver[128]; /* driver and version */
  char notes[512];  /* what a user should know of it, or empty: why it fails conformance, for example */
} concord_device_info;

/** An option of device_open. A backend ignores names that it does not know. */
typedef struct concord_option {
  uint64_t size;
  const char *name;
  const char *value;
} concord_option;

/** One kernel, or whatever a backend calls a unit of its work, in a run that was timed. */
typedef struct concord_launch {
  uint64_t size;
  const char *name;  /* as the backend calls it; valid during the call that reports it */
  uint64_t start;    /* nanoseconds on the device's clock, whose zero means nothing    */
  uint64_t end;      /* ≥ start                                                        */
  uint32_t op_index; /* index into the program's ops of the one that it belongs to     */
  uint32_t reserved; /* 0 */
} concord_launch;

/** How fast a device is at best. */
typedef struct concord_peak {
  uint64_t size;
  double multiply_adds_per_second; /* float32 fma, of the whole device                                          */
  double bytes_per_second;         /* of a triad a = b + s · c: 12 bytes for each element, as STREAM counts them */
} concord_peak;

/** What a backend chose for an op by trying. It changes speed, never bits. */
typedef struct concord_choice {
  uint64_t size;
  const char *subject; /* what there was to choose for, as the backend calls it; valid during the call that reports it */
  const char *choice;  /* what it chose, likewise                                                                      */
  double seconds;      /* of one run of the op with that choice                                                        */
  uint32_t op_index;   /* index into the program's ops of the one that it was tried with                               */
  uint32_t reserved;   /* 0 */
} concord_choice;

/** One thing that is known of a device, for the person who finds out why it fails. */
typedef struct concord_fact {
  uint64_t size;
  const char *name;  /* what it is, of one line; valid during the call that reports it */
  const char *value; /* text of any number of lines, likewise                          */
} concord_fact;

/* --------------------------------------------------------------------------------------------------------- backend */

/** What the library offers. Every function is required but those that are called optional, which may be NULL, or lie beyond
 *  `size` in the table of a library that was built before they were there. */
typedef struct concord_backend {
  uint64_t size;
  uint32_t abi_version; /* CONCORD_ABI_VERSION of the header that it was built with */
  uint32_t reserved;    /* 0 */
  const char *name;     /* "opencl", for example: lower case, one word, at most 128 bytes */
  const char *version;

  /** How many devices are there now. None is a success with 0. */
  concord_error *(*device_count)(uint32_t *count);

  /** Describes device `index` without opening it. `info->size` says how much the caller can take; never write beyond. */
  concord_error *(*device_info)(uint32_t index, concord_device_info *info);

  /** Opens device `index`, checks that it computes the contract's bits, and refuses it with …_NON_CONFORMING where it does
   *  not, unless the option "allow-non-conforming" is "true". */
  concord_error *(*device_open)(
    uint32_t index, const concord_option *options, uint32_t option_count, uint64_t option_stride,
    concord_device **device);

  /** Closes the device. Waits for work that is under way. */
  void (*device_close)(concord_device *device);

  /** As device_info, for an open device: `conformance` is known. */
  concord_error *(*device_describe)(concord_device *device, concord_device_info *info);

  /** Waits until all that was asked of the device is done, and reports what failed on the way. */
  concord_error *(*device_synchronize)(concord_device *device);

  /** The only call that may take device memory: `bytes` > 0 of it, zeroed. */
  concord_error *(*buffer_allocate)(concord_device *device, uint64_t bytes, concord_buffer **buffer);

  /** Gives the memory back. Waits for work that uses it. */
  void (*buffer_release)(concord_buffer *buffer);

  /** Copies `bytes` from `data` to `offset` bytes into the buffer, after the work asked for so far. `data` may be changed as
   *  soon as the call returns. */
  concord_error *(*buffer_write)(concord_buffer *buffer, uint64_t offset, const void *data, uint64_t bytes);

  /** Copies `bytes` at `offset` of the buffer into `data`, after the work asked for so far; returns when they are there. */
  concord_error *(*buffer_read)(concord_buffer *buffer, uint64_t offset, void *data, uint64_t bytes);

  /** Says whether the device serves every op of the program (…_UNSUPPORTED with the op's index where not), and how many bytes
   *  of workspace each needs: `workspace_bytes` has room for op_count entries. Workspace is scratch: its contents are
   *  undefined before the op and dead after it. The answer is the op's, of its attributes and types, whatever stands around it: a
   *  host may ask about a part of a program. Nothing is allocated, nothing is tried out. */
  concord_error *(*program_query)(concord_device *device, const concord_program *program, uint64_t *workspace_bytes);

  /** Prepares the program, once, for many runs: kernels compiled, arguments set. The buffers stay the caller's and outlive the
   *  compiled program. Allocates no device memory. */
  concord_error *(*program_compile)(
    concord_device *device, const concord_program *program, concord_compiled_program **compiled);

  void (*program_release)(concord_compiled_program *compiled);

  /** Asks for one run with these scalars (32-bit patterns, one per scalar of the program). May return before it is done; runs,
   *  writes and reads of a device take effect in the order they were asked for. */
  concord_error *(*program_run)(concord_compiled_program *compiled, const uint32_t *scalars, uint32_t scalar_count);

  /** Optional. As program_run, but waits until the run is done, and then calls `record(context, launch)` on the same thread for
   *  each launch, in the order in which they were asked for. It may take longer than program_run; results are the same. */
  concord_error *(*program_profile)(
    concord_compiled_program *compiled, const uint32_t *scalars, uint32_t scalar_count,
    void (*record)(void *context, const concord_launch *launch), void *context);

  /** Optional. Measures how fast the device is, with kernels that do nothing else, and fills `peak`, whose `size` says how much
   *  the caller can take. `scratch` is a buffer of the device to stream through, at least 768 bytes, and is overwritten: where it
   *  is smaller than the device's caches, it is their rate that is found. */
  concord_error *(*device_peak)(concord_device *device, concord_buffer *scratch, concord_peak *peak);

  /** Optional; with it goes read_finish. Asks for what buffer_read copies, `bytes` > 0 of them, and returns before they are there.
   *  They are what the work asked for so far leaves, whatever is asked for afterwards. So a host reads what one run made
   *  while the device is at the next. */
  concord_error *(*buffer_read_start)(concord_buffer *buffer, uint64_t offset, uint64_t bytes, concord_read **read);

  /** Optional, there if and only if buffer_read_start is. Waits until the bytes are there, copies all of them into `data` and frees
   *  `read`, which is gone then even where the call fails. With NULL as `data` it frees `read` without a copy. */
  concord_error *(*read_finish)(concord_read *read, void *data);

  /** Optional. Chooses, by trying, among the ways in which the device can serve the program's ops, where it was opened with an
   *  option to do so, and calls `record(context, choice)` on the same thread for each choice that it made now; what it knows
   *  already it does not try again. Comes before program_query and program_compile, which go by what was chosen. May take device
   *  memory, and gives it back before it returns. Buffers are NULL, as in program_query. */
  concord_error *(*program_tune)(
    concord_device *device, const concord_program *program,
    void (*record)(void *context, const concord_choice *choice), void *context);

  /** Optional. Calls `record(context, fact)` on the same thread for all that is known of device `index`: what its driver says of it, what was
   *  concluded from that, and what came of opening it and of each thing that it had to compute. It opens the device itself, and closes it.
   *  That it cannot be opened is a fact like the others, and no failure of the call. */
  concord_error *(*device_report)(
    uint32_t index, void (*record)(void *context, const concord_fact *fact), void *context);
} concord_backend;

/** The exported function's type. */
typedef const concord_backend *(*concord_backend_entry_function)(const concord_host *host);

#ifdef __cplusplus
}
#endif

#endif
