#include "element_losses.h"

concord_error *prepare_element_loss(const request *request, step *step, double factor) {
  element_loss_parameters *p = step->parameters;
  if (!has_counts(request, 2, 2, 1)) return unexpected(request, "x and t, two outputs and one run scalar");
  const concord_tensor *x = input(request, 0);
  uint64_t rows = x->rank == 2 ? (uint64_t)x->dimensions[0] : 0;
  if (x->rank != 2 || x->element_type != CONCORD_FLOAT32 || !same_type(x, input(request, 1))
      || !is_vector(output(request, 0), rows) || !same_type(x, output(request, 1))) {
    return unexpected(request, "float32 x [N, K], t as x, loss [N] and a gradient as x");
  }
  p->columns = (uint64_t)x->dimensions[1];
  p->share = (float)(factor / (double)p->columns);
  step->count = rows;
  step->grain = 1 + ELEMENTS_OF_A_PIECE / 8 / (p->columns + 1);
  return NULL;
}
