// group_norm_gradient: dx, and dgamma sample by sample; a row is a group of `channels` neighbouring planes of a sample.
// Meaning: Sources/ConcordReference/Ops/GroupNormGradient.swift.
//
// A row for each work-item, or for a group of them on GPUs. `groups` rows make a sample.

// The factors of dx, from the row's two sums.
static inline float2 concord_group_norm_slope(float2 sums, float inverse, uint count) {
  return (float2)(concord_divide(sums.x, (float)count), concord_divide(sums.y * inverse * inverse, (float)count));
}

#ifdef CONCORD_GROUP

// +0 for -0: what a tree makes of a lane when all others are +0. Not x + 0, which a compiler may take for x.
static inline float concord_positive_zero(float x) { return x == 0.0f ? 0.0f : x; }

CONCORD_ROWS(1) void concord_group_norm_gradient(
    const global float *x, ulong x_offset, const global float *mean, ulong mean_offset, const global float *inverse_std,
    ulong inverse_std_offset, const global float *gamma, ulong gamma_offset, const global float *dy, ulong dy_offset,
    global float *dx, ulong dx_offset, global float *dgamma, ulong dgamma_offset, uint groups, uint channels,
    uint positions) {
  CONCORD_PLANE_LANES;
  // 64 lanes over the channels, of two sums. Lane c mod 64 belongs to one work-item, so it needs no barrier until the tree.
  local float over_channels[128];
  const uint row = (uint)CONCORD_ROW, item = (uint)get_local_id(0);
  const uint count = channels * positions;
  x += x_offset + (size_t)row * count;
  dy += dy_offset + (size_t)row * count;
  dx += dx_offset + (size_t)row * count;
  gamma += gamma_offset + row % groups * channels;
  dgamma += dgamma_offset + (size_t)row * channels;
  const float m = mean[mean_offset + row], inverse = inverse_std[inverse_std_offset + row];
  for (uint l = item; l < 128u; l += CONCORD_GROUP) over_channels[l] = 0.0f;
  for (uint c = 0; c < channels; ++c) {
    const float2 sums = CONCORD_PLANE_PRODUCTS(x + c * positions, dy + c * positions, m, positions);
    if (c % CONCORD_GROUP == item) {
      over_channels[c & 63u] = fma(gamma[c], sums.x, over_channels[c & 63u]);
      over_channels[64u + (c & 63u)] = fma(gamma[c], sums.y, over_channels[64u + (c & 63u)]);
      dgamma[c] = sums.y * inverse;
    }
  }
  const float2 slope = concord_group_norm_slope(concord_shared_tree(over_channels), inverse, count);
  CONCORD_ALONG(i, count) {
    dx[i] = fma(m - x[i], slope.y, fma(dy[i], gamma[i / positions], -slope.x)) * inverse;
  }
}

// The same for planes of one element: layer normalisation.
CONCORD_ROWS(1) void concord_group_norm_gradient_elements(
    const global float *x, ulong x_offset, const global float *mean, ulong mean_offset, const global float *inverse_std,
    ulong inverse_std_offset, const global float *gamma, ulong gamma_offset, const global float *dy, ulong dy_offset,
    global float *dx, ulong dx_offset, global float *dgamma, ulong dgamma_offset, uint groups, uint channels) {
  CONCORD_PLANE_LANES;
  const uint row = (uint)CONCORD_ROW;
  x += x_offset + (size_t)row * channels;
  dy += dy_offset + (size_t)row * channels;
  dx += dx_offset + (size_t)row * channels;
  gamma += gamma_offset + row % groups * channels;
  dgamma += dgamma_offset + (size_t)row * channels;
  const float m = mean[mean_offset + row], inverse = inverse_std[inverse_std_offset + row];
  for (uint l = (uint)get_local_id(0); l < 64u; l += CONCORD_GROUP) {
    float sum = 0.0f, product = 0.0f;
    for (uint c = l; c < channels; c += 64u) {
      const float scaled = concord_positive_zero(fma(x[c] - m, dy[c], 0.0f));
      dgamma[c] = scaled * inverse;
      sum = fma(gamma[c], concord_positive_zero(dy[c]), sum);
      product = fma(gamma[c], scaled, product);
    }
    concord_shared[l] = sum;
    concord_shared[64u + l] = product;
  }
  const float2 slope = concord_group_norm_slope(concord_shared_tree(concord_shared), inverse, channels);
  CONCORD_ALONG(c, channels) dx[c] = fma(m - x[c], slope.y, fma(dy[c], gamma[c], -slope.x)) * inverse;
}

#else

// +0 for -0: what a tree makes of a lane when all others are +0. Not x + 0, which a compiler may take for x.
static inline float16 concord_positive_zero(float16 x) { return select(x, (float16)(0.0f), x == (float16)(0.0f)); }

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_group_norm_gradient(
    const global float *x, ulong x_offset, const global float *mean, ulong mean_offset, const global float *inverse_std,
    ulong inverse_std_offset, const global float *gamma, ulong gamma_offset, const global float *dy, ulong dy_offset,
    global float *dx, ulong dx_offset, global float *dgamma, ulong dgamma_offset, uint groups, uint channels,
    uint positions) {
  const uint row = (uint)get_global_id(0);
  const uint count = channels * positions;
  x += x_offset + (size_t)row * count;
  dy += dy_offset + (size_t)row * count;
  dx += dx_offset + (size_t)row * count;
  gamma += gamma_offset + row % groups * channels;
  dgamma += dgamma_offset + (size_t)row * channels;
  const float m = mean[mean_offset + row], inverse = inverse_std[inverse_std_offset + row];
  // 64 lanes over the channels.
  float sum[64], product[64];
  for (uint l = 0; l < 64u; ++l) sum[l] = product[l] = 0.0f;
  for (uint c = 0; c < channels; ++c) {
    const float2 sums = concord_plane_products(x + c * positions, dy + c * positions, m, positions);
    sum[c & 63u] = fma(gamma[c], sums.x, sum[c & 63u]);
    product[c & 63u] = fma(gamma[c], sums.y, product[c & 63u]);
    dgamma[c] = sums.y * inverse;
  }
  for (uint width = 32u; width > 0u; width >>= 1)
    for (uint l = 0; l < width; ++l) {
      sum[l] = sum[l] + sum[l + width];
      product[l] = product[l] + product[l + width];
    }
  const float2 slope = concord_group_norm_slope((float2)(sum[0], product[0]), inverse, count);
  for (uint c = 0; c < channels; ++c)
    concord_plane_gradient(x + c * positions, dy + c * positions, dx + c * positions, m, gamma[c], slope.x, slope.y,
                           inverse, positions);
}

// The same for planes of one element: layer normalisation.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void concord_group_norm_gradient_elements(
    const global float *x, ulong x_offset, const global float *mean, ulong mean_offset, const global float *inverse_std,
    ulong inverse_std_offset, const global float *gamma, ulong gamma_offset, const global float *dy, ulong dy_offset,
    global float *dx, ulong dx_offset, global float *dgamma, ulong dgamma_offset, uint groups, uint channels) {
  const uint row = (uint)get_global_id(0);
  x += x_offset + (size_t)row * channels;
  dy += dy_offset + (size_t)row * channels;
  dx += dx_offset + (size_t)row * channels;
  gamma += gamma_offset + row % groups * channels;
  dgamma += dgamma_offset + (size_t)row * channels;
  const float m = mean[mean_offset + row], inverse = inverse_std[inverse_std_offset + row];
  float16 sum[4] = {(float16)(0.0f), (float16)(0.0f), (float16)(0.0f), (float16)(0.0f)};
  float16 product[4] = {(float16)(0.0f), (float16)(0.0f), (float16)(0.0f), (float16)(0.0f)};
  for (uint start = 0; start < channels; start += 64u)
    for (uint l = 0; l < 4u; ++l) {
      const uint c = start + 16u * l;
      if (c >= channels) break;
      const uint rest = channels - c;
      const float16 weight = concord_load16(gamma + c, rest), gradient = concord_load16(dy + c, rest);
      const float16 own = concord_positive_zero(gradient);
      const float16 scaled =
          concord_positive_zero(fma(concord_load16(x + c, rest) - m, gradient, (float16)(0.0f)));
      concord_store16(scaled * inverse, dgamma + c, rest);
      sum[l] = select(sum[l], fma(weight, own, sum[l]), concord_taking(rest));
      product[l] = select(product[l], fma(weight, scaled, product[l]), concord_taking(rest));
    }
  const float2 slope = concord_group_norm_slope((float2)(concord_tree(sum), concord_tree(product)), inverse, channels);
  for (uint c = 0; c < channels; c += 16u) {
    const uint rest = channels - c;
    const float16 centred =
        fma(concord_load16(dy + c, rest), concord_load16(gamma + c, rest), (float16)(-slope.x));
    concord_store16(fma(m - concord_load16(x + c, rest), (float16)(slope.y), centred) * inverse, dx + c, rest);
  }
}

#endif
