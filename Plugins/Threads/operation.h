/* What an operation is: how it is prepared once, and how it runs. One file of `operations` holds one operation. */
#ifndef THREADS_OPERATION_H
#define THREADS_OPERATION_H

#include "request.h"

#pragma GCC visibility push(hidden) /* the library exports its entry alone */

typedef struct step step;

typedef struct {
  const char *name;
  const char *const *attributes; /* the names of those that it knows, ended by NULL */
  size_t parameter_bytes;        /* of what `prepare` leaves in step->parameters */

  /** Checks types and attributes, and fills the step's parameters, count, grain and workspace_bytes. Places are not known yet. */
  concord_error *(*prepare)(const request *request, step *step);

  /** Computes the indices begin ..< end of 0 ..< step->count; on several threads at once. */
  void (*part)(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end);

  /** After all parts, on one thread. NULL where there is nothing to do. */
  void (*finish)(const step *step, const uint32_t *scalars);
} operation;

/** A tensor where it lies; NULL and 0 where it is empty. */
typedef struct {
  void *data;
  uint64_t count; /* elements */
} operand;

/** One operation of a program, ready to run. */
struct step {
  const operation *operation;
  uint32_t index; /* of the operation in its program */
  operand *inputs, *outputs;
  uint32_t *scalars; /* indices of the run's scalars */
  void *workspace;
  void *parameters;
  uint64_t count, grain, workspace_bytes;
};

/** The operation of this name, or NULL. */
const operation *operation_named(const char *name);

/** The value of run scalar `number` of the step. */
float scalar(const step *step, const uint32_t *scalars, uint32_t number);

/** Elements that are worth a thread, for work of a few instructions each. */
enum { ELEMENTS_OF_A_PIECE = 8192 };

extern const operation activation_operation, activation_gradient_operation, adagrad_operation, adam_operation,
  batch_sum_operation, bias_add_operation, binary_cross_entropy_operation, clip_factor_operation, correct_count_operation,
  matmul_operation, mean_squared_error_operation, momentum_operation, one_hot_operation, rmsprop_operation, scale_operation,
  sgd_operation, softmax_cross_entropy_operation;

#pragma GCC visibility pop

#endif
