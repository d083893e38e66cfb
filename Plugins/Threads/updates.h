/* What the optimizers' updates share. */
#ifndef THREADS_UPDATES_H
#define THREADS_UPDATES_H

#include "operation.h"
#include "vector.h"

#pragma GCC visibility push(hidden) /* the library exports its entry alone */

enum { MOST_STATES = 2 };

/** p, g and the states, from one element on. */
typedef struct {
  float *p;
  const float *g;
  float *states[MOST_STATES];
} update_tensors;

/** Updates `count` elements, a multiple of 8. */
typedef void (*update_body)(const step *step, const uint32_t *scalars, update_tensors tensors, uint64_t count);

/** Checks an update of p, g and `states` further tensors of one type, all but g in place, with so many run scalars. */
concord_error *prepare_update(const request *request, step *step, uint32_t states, uint32_t scalars);

/** Calls `body` for the elements begin ..< end; for the last ones, where they are fewer than 8, on copies. */
void run_update(
  const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end, uint32_t states, update_body body);

/** g, or fma(weightDecay, p, g) where weightDecay is not 0: no operation is not the same as adding 0 × p. */
static inline vector decayed(vector g, vector p, float weight_decay) {
  return weight_decay == 0.0f ? g : vector_fma(vector_of(weight_decay), p, g);
}

#pragma GCC visibility pop

#endif
