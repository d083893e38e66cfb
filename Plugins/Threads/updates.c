#include "updates.h"

concord_error *prepare_update(const request *request, step *step, uint32_t states, uint32_t scalars) {
  const concord_op *op = request->op;
  bool fits = has_counts(request, 2 + states, 1 + states, scalars);
  for (uint32_t i = 0; fits && i < op->input_count; i++) {
    /* p is output 0, g is none, and the states follow. */
    fits = input(request, i)->element_type == CONCORD_FLOAT32 && same_type(input(request, 0), input(request, i))
           && (i == 1 || op->inputs[i] == op->outputs[i == 0 ? 0 : i - 1]);
  }
  if (!fits) return unexpected(request, "float32 p, g and its states, of one type and in place but for g, and its run scalars");
  step->count = count_from(input(request, 0), 0);
  step->grain = ELEMENTS_OF_A_PIECE;
  return NULL;
}

void run_update(
  const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end, uint32_t states, update_body body) {
  const float *g = step->inputs[1].data;
  update_tensors tensors = {.p = (float *)step->outputs[0].data + begin, .g = g + begin};
  for (uint32_t s = 0; s < states; s++) tensors.states[s] = (float *)step->outputs[s + 1].data + begin;
  const uint64_t whole = (end - begin) / LANES_OF_A_VECTOR * LANES_OF_A_VECTOR, rest = end - begin - whole;
  body(step, scalars, tensors, whole);
  if (rest == 0) return;

  float copies[2 + MOST_STATES][LANES_OF_A_VECTOR] = {{0}};
  update_tensors copied = {.p = copies[0], .g = copies[1]};
  memcpy(copies[0], tensors.p + whole, rest * sizeof(float));
  memcpy(copies[1], tensors.g + whole, rest * sizeof(float));
  for (uint32_t s = 0; s < states; s++) {
    copied.states[s] = copies[2 + s];
    memcpy(copied.states[s], tensors.states[s] + whole, rest * sizeof(float));
  }
  body(step, scalars, copied, LANES_OF_A_VECTOR);
  memcpy(tensors.p + whole, copied.p, rest * sizeof(float));
  for (uint32_t s = 0; s < states; s++) memcpy(tensors.states[s] + whole, copied.states[s], rest * sizeof(float));
}
