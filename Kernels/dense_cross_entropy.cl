// dense_cross_entropy: for each position its loss and the scaled gradient of its logits; neighbouring work-items take neighbouring
// positions. Meaning: Sources/ConcordReference/Ops/DenseCrossEntropy.swift.
//
// complement is 1 - epsilon, at_label and elsewhere are the targets. Without weights `weights` is not read.

#ifdef CONCORD_GROUP

static inline float concord_sum(float a, float b) { return a + b; }
static inline float concord_element(const global float *x, uint left) { return x[0]; }

CONCORD_LANE_TREE(concord_lane_sum, float, 0.0f, concord_sum, concord_element)
CONCORD_LANE_TREE(concord_lane_maximum, float, -INFINITY, concord_maximum, concord_element)

static inline float concord_column_sum(const global float *x, uint count, size_t stride) {
  return concord_lane_sum(x, count, stride, 1u);
}

static inline float concord_column_maximum(const global float *x, uint count, size_t stride) {
  return concord_lane_maximum(x, count, stride, 1u);
}

#else

// Elements start ... start + 7 of a column whose elements are `stride` apart, `padding` past its end.
static inline float8 concord_load8_strided(
    const global float *x, uint start, uint count, size_t stride, float padding) {
  float values[8];
  for (uint i = 0; i < 8u; ++i) values[i] = start + i < count ? x[(start + i) * stride] : padding;
  return vload8(0, values);
}

static inline float concord_column_sum(const global float *x, uint count, size_t stride) {
  concord_lanes lanes;
  for (uint l = 0; l < 8u; ++l) lanes.lane[l] = (float8)(0.0f);
  for (uint start = 0; start < count; start += 64u)
    for (uint l = 0; l < 8u; ++l)
      lanes.lane[l] = lanes.lane[l] + concord_load8_strided(x, start + 8u * l, count, stride, 0.0f);
  return concord_lanes_sum(&lanes);
}

static inline float concord_column_maximum(const global float *x, uint count, size_t stride) {
  concord_lanes lanes;
  for (uint l = 0; l < 8u; ++l) lanes.lane[l] = (float8)(-INFINITY);
  for (uint start = 0; start < count; start += 64u)
    for (uint l = 0; l < 8u; ++l)
      lanes.lane[l] = concord_maximum8(lanes.lane[l], concord_load8_strided(x, start + 8u * l, count, stride, -INFINITY));
  return concord_lanes_maximum(&lanes);
}

#endif

CONCORD_SINGLE void concord_dense_cross_entropy(
    const global float *restrict logits, ulong logits_offset, const global int *restrict targets, ulong targets_offset,
    const global float *weights, ulong weights_offset, global float *restrict loss, ulong loss_offset,
    global float *restrict gradient, ulong gradient_offset, ulong count, uint classes, uint positions, uint is_weighted,
    uint ignores, uint ignored, uint is_smoothed, float complement, float at_label, float elsewhere, float scale) {
  const size_t place = get_global_id(0);
  if (place >= count) return;
  const size_t first = place / positions * classes * positions + place % positions;
  const global float *x = logits + logits_offset + first;
  global float *g = gradient + gradient_offset + first;
  const global float *w = weights + weights_offset;
  const int target = targets[targets_offset + place];
  const bool is_ignored = ignores && as_uint(target) == ignored;
  if (is_ignored || target < 0 || (uint)target >= classes) {
    const float nothing = is_ignored ? 0.0f : CONCORD_NAN;
    loss[loss_offset + place] = nothing;
    for (uint k = 0; k < classes; ++k) g[(size_t)k * positions] = nothing;
    return;
  }
  const float largest = concord_column_maximum(x, classes, positions);
  const float label_weight = is_weighted ? w[target] : 1.0f;
  const float distance = largest - x[(size_t)target * positions];
  float distances = 0.0f, share = label_weight;
  if (is_smoothed) {
    for (uint k = 0; k < classes; ++k)
      g[(size_t)k * positions] = (is_weighted ? w[k] : 1.0f) * (largest - x[(size_t)k * positions]);
    distances = concord_column_sum(g, classes, positions);
    share = is_weighted ? fma(elsewhere, concord_column_sum(w, classes, 1), complement * label_weight) : 1.0f;
  }
  for (uint k = 0; k < classes; ++k) g[(size_t)k * positions] = concord_exp(x[(size_t)k * positions] - largest);
  const float sum = concord_column_sum(g, classes, positions);
  loss[loss_offset + place] =
      is_smoothed ? fma(share, concord_log(sum), fma(elsewhere, distances, complement * (label_weight * distance)))
                  : label_weight * (concord_log(sum) + distance);
  for (uint k = 0; k < classes; ++k) {
    const float aim = (is_weighted ? w[k] : 1.0f) * (k == (uint)target ? at_label : elsewhere);
    g[(size_t)k * positions] = fma(concord_divide(g[(size_t)k * positions], sum), share, -aim) * scale;
  }
}
