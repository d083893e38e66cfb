/* What the losses share that compare x with t element by element and take the mean of each sample. */
#ifndef THREADS_ELEMENT_LOSSES_H
#define THREADS_ELEMENT_LOSSES_H

#include "lanes.h"
#include "operation.h"

#pragma GCC visibility push(hidden) /* the library exports its entry alone */

typedef struct {
  uint64_t columns;
  float share; /* of one element in the gradient */
} element_loss_parameters;

typedef struct {
  float value;
  float slope; /* by x, without the constant factor that `share` has */
} element_loss;

/** Checks x, t, loss, gradient and the scale; the share is `factor` / K, rounded once from binary64. */
concord_error *prepare_element_loss(const request *request, step *step, double factor);

/** For the samples begin ..< end: loss = Σ₆₄ value / K; gradient[k] = (slope × share) × scale. Inline, so that `of` is too. */
static inline void run_element_loss(
  const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end, element_loss (*of)(float x, float t)) {
  const element_loss_parameters *p = step->parameters;
  const float scale = scalar(step, scalars, 0);
  float *loss = step->outputs[0].data;
  for (uint64_t n = begin; n < end; n++) {
    const float *x = (const float *)step->inputs[0].data + n * p->columns;
    const float *t = (const float *)step->inputs[1].data + n * p->columns;
    float *gradient = (float *)step->outputs[1].data + n * p->columns;
    float lane[LANES] = {0};
    for (uint64_t k = 0; k < p->columns; k++) {
      const element_loss l = of(x[k], t[k]);
      lane[k % LANES] = lane[k % LANES] + l.value;
      gradient[k] = (l.slope * p->share) * scale;
    }
    loss[n] = lanes_total(lane) / (float)p->columns;
  }
}

#pragma GCC visibility pop

#endif
