/* dx = f′(x) dy, where f′(x) follows from y = f(x), or from x where y does not say it. dx may lie exactly over either input. */
#include "../activations.h"
#include "../vector.h"

static concord_error *prepare(const request *request, step *step) {
  if (!has_counts(request, 2, 1, 0)) return unexpected(request, "x or y, dy and one output");
  const concord_tensor *first = input(request, 0);
  if (first->element_type != CONCORD_FLOAT32 || !same_type(first, input(request, 1)) || !same_type(first, output(request, 0))) {
    return unexpected(request, "float32 x or y, and dy and dx as it");
  }
  step->count = count_from(first, 0);
  step->grain = ELEMENTS_OF_A_PIECE;
  return read_activation(request, step->parameters);
}

/* Φ(x) + x φ(x), with the density φ(x) = exp(−x²/2) / √(2π). */
static inline float gelu_slope(float x) {
  const float density = exact_exp(-0.5f * (x * x)) * 0x1.988454p-2f;
  return fmaf(x, density, normal_distribution(x));
}

static inline float gelu_tanh_slope(float x) {
  const float t = gelu_tangent(x);
  const float z = x * (0.5f * fmaf(-t, t, 1.0f));
  const float inner = fmaf((z * x) * 0x1.12ba9ep-3f, x, z);
  return fmaf(0x1.988454p-1f, inner, 0.5f * t + 0.5f);
}

static inline float silu_slope(float x) {
  const float s = exact_sigmoid(x);
  return s * fmaf(x, 1.0f - s, 1.0f);
}

static void part(const step *step, const uint32_t *scalars, uint64_t begin, uint64_t end) {
  (void)scalars;
  const activation_parameters *p = step->parameters;
  const float *first = step->inputs[0].data, *dy = step->inputs[1].data;
  float *dx = step->outputs[0].data;
  switch (p->function) {
  case RELU:
    for (uint64_t i = begin; i < end; i += LANES_OF_A_VECTOR) {
      vector y = vector_load_some(first + i, end - i);
      vector_store_some(dx + i, vector_unless(y <= 0.0f, vector_load_some(dy + i, end - i)), end - i);
    }
    break;
  case LEAKY_RELU:
    for (uint64_t i = begin; i < end; i++) dx[i] = first[i] <= 0.0f ? dy[i] * p->slope : dy[i];
    break;
  case SIGMOID:
    for (uint64_t i = begin; i < end; i++) dx[i] = dy[i] * (first[i] * (1.0f - first[i]));
    break;
  case TANH:
    for (uint64_t i = begin; i < end; i++) dx[i] = dy[i] * fmaf(-first[i], first[i], 1.0f);
    break;
  case GELU:
    for (uint64_t i = begin; i < end; i++) dx[i] = dy[i] * gelu_slope(first[i]);
    break;
  case GELU_TANH:
    for (uint64_t i = begin; i < end; i++) dx[i] = dy[i] * gelu_tanh_slope(first[i]);
    break;
  case SILU:
    for (uint64_t i = begin; i < end; i++) dx[i] = dy[i] * silu_slope(first[i]);
    break;
  }
}

static const char *const attributes[] = {"function", "slope", NULL};

const operation activation_gradient_operation = {
  "activation_gradient", attributes, sizeof(activation_parameters), prepare, part, NULL};
