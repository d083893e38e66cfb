/* Reading one operation of a program's description.
 *
 * The host checks a program before it hands it over. What is checked again here is what memory safety hangs on. */
#ifndef THREADS_REQUEST_H
#define THREADS_REQUEST_H

#include "errors.h"

#include <stdbool.h>

#pragma GCC visibility push(hidden) /* the library exports its entry alone */

typedef struct {
  const concord_program *program;
  const concord_op *op;
  uint32_t index;   /* of the operation in the program */
  unsigned threads; /* of the device */
} request;

/** Checks the whole description: sizes of structs, shapes, and that every operation names tensors and scalars that are there. */
concord_error *check_program(const concord_program *program);

const concord_op *op_at(const concord_program *program, uint32_t index);
const concord_tensor *tensor_at(const concord_program *program, uint32_t index);

const concord_tensor *input(const request *request, uint32_t number);
const concord_tensor *output(const request *request, uint32_t number);

/** Product of the dimensions from `first` on. */
uint64_t count_from(const concord_tensor *tensor, uint32_t first);

bool same_type(const concord_tensor *a, const concord_tensor *b);

/** Whether it is float32 of this shape. */
bool is_vector(const concord_tensor *tensor, uint64_t count);
bool is_matrix(const concord_tensor *tensor, uint64_t rows, uint64_t columns);

/** int32 [count]. */
bool is_labels(const concord_tensor *tensor, uint64_t count);

/** Whether there are so many inputs, outputs and run scalars. */
bool has_counts(const request *request, uint32_t inputs, uint32_t outputs, uint32_t scalars);

/** The error of an operation whose tensors, attributes or scalars are not as `expectation` says. */
concord_error *unexpected(const request *request, const char *expectation);

/** An attribute's value, or the one given where the operation does not have it or has it of another kind. */
bool boolean_attribute(const request *request, const char *name, bool otherwise);
float float_attribute(const request *request, const char *name, float otherwise);
const char *text_attribute(const request *request, const char *name, const char *otherwise);

/** The name of an attribute that is not among `known` (ended by NULL), or NULL: what a later Concord may ask for by it is not served. */
const char *unknown_attribute(const request *request, const char *const *known);

#pragma GCC visibility pop

#endif
