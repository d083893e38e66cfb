#include "activations.h"

concord_error *read_activation(const request *request, activation_parameters *parameters) {
  static const char *const names[] = {
    [RELU] = "relu", [LEAKY_RELU] = "leaky_relu", [SIGMOID] = "sigmoid",    [TANH] = "tanh",
    [GELU] = "gelu", [GELU_TANH] = "gelu_tanh",   [SILU] = "silu",
  };
  const char *name = text_attribute(request, "function", "relu");
  parameters->slope = float_attribute(request, "slope", 0.01f);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strcmp(names[i], name) != 0) continue;
    parameters->function = (activation_function)i;
    return NULL;
  }
  return failure(CONCORD_ERROR_UNSUPPORTED, request->index, "'%s' does not serve the function '%s'", request->op->name, name);
}
