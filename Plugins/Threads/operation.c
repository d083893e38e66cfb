#include "operation.h"

#include <string.h>

const operation *operation_named(const char *name) {
  static const operation *const all[] = {
    &activation_operation,         &activation_gradient_operation, &adagrad_operation,
    &adam_operation,               &batch_sum_operation,           &bias_add_operation,
    &binary_cross_entropy_operation, &clip_factor_operation,       &correct_count_operation,
    &matmul_operation,             &mean_squared_error_operation,  &momentum_operation,
    &one_hot_operation,            &rmsprop_operation,             &scale_operation,
    &sgd_operation,                &softmax_cross_entropy_operation,
  };
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    if (strcmp(all[i]->name, name) == 0) return all[i];
  }
  return NULL;
}

float scalar(const step *step, const uint32_t *scalars, uint32_t number) {
  float value;
  memcpy(&value, &scalars[step->scalars[number]], sizeof value);
  return value;
}
