// What normalisations do along a plane or a row of neighbouring elements: by one work-item, with the 64 lanes (exact.cl) in four float16, or
// by a group (forms.cl).

#ifdef CONCORD_GROUP

// The 64 lanes of two sums.
#define CONCORD_PLANE_LANES local float concord_shared[128]
#define CONCORD_PLANE_SUM(x, count) concord_shared_sum(x, count, concord_shared)
#define CONCORD_PLANE_SQUARES(x, mean, count) concord_shared_squares(x, mean, count, concord_shared)
#define CONCORD_PLANE_PRODUCTS(x, dy, mean, count) concord_shared_products(x, dy, mean, count, concord_shared)

CONCORD_TOGETHER float2 concord_shared_tree(local float *lanes) {
  for (uint width = 32u; width > 0u; width >>= 1) {
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint l = (uint)get_local_id(0); l < width; l += CONCORD_GROUP) {
      lanes[l] = lanes[l] + lanes[l + width];
      lanes[64u + l] = lanes[64u + l] + lanes[64u + l + width];
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  return (float2)(lanes[0], lanes[64]);
}

// x: the sum of dy; y: the sum of (x - mean) dy.
CONCORD_TOGETHER float2 concord_shared_products(
    const global float *x, const global float *dy, float mean, uint count, local float *lanes) {
  barrier(CLK_LOCAL_MEM_FENCE);
  for (uint l = (uint)get_local_id(0); l < 64u; l += CONCORD_GROUP) {
    float sum = 0.0f, product = 0.0f;
    for (uint k = l; k < count; k += 64u) {
      sum = sum + dy[k];
      product = fma(x[k] - mean, dy[k], product);
    }
    lanes[l] = sum;
    lanes[64u + l] = product;
  }
  return concord_shared_tree(lanes);
}

// y = (x - mean) scale + shift.
static inline void concord_plane_scaled(
    const global float *x, global float *y, float mean, float scale, float shift, uint count) {
  CONCORD_ALONG(i, count) y[i] = fma(x[i] - mean, scale, shift);
}

// dx = (dy weight - average - (x - mean) slope) scale.
static inline void concord_plane_gradient(
    const global float *x, const global float *dy, global float *dx, float mean, float weight, float average,
    float slope, float scale, uint count) {
  CONCORD_ALONG(i, count) dx[i] = fma(mean - x[i], slope, fma(dy[i], weight, -average)) * scale;
}

#else

#define CONCORD_PLANE_LANES
#define CONCORD_PLANE_SUM(x, count) concord_plane_sum(x, count)
#define CONCORD_PLANE_SQUARES(x, mean, count) concord_plane_squares(x, mean, count)
#define CONCORD_PLANE_PRODUCTS(x, dy, mean, count) concord_plane_products(x, dy, mean, count)

// Elements 0 ... 15, and 0 from `count` on.
static inline float16 concord_load16(const global float *x, uint count) {
  if (count >= 16u) return vload16(0, x);
  float values[16];
  for (uint i = 0; i < 16u; ++i) values[i] = i < count ? x[i] : 0.0f;
  return vload16(0, values);
}

static inline void concord_store16(float16 value, global float *y, uint count) {
  if (count >= 16u) {
    vstore16(value, 0, y);
    return;
  }
  float values[16];
  vstore16(value, 0, values);
  for (uint i = 0; i < count; ++i) y[i] = values[i];
}

// Which of 16 lanes take an element where `count` are left.
static inline int16 concord_taking(uint count) {
  return (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) < (int16)((int)min(count, 16u));
}

static inline float concord_tree(const float16 *lane) {
  const float16 sixteen = (lane[0] + lane[2]) + (lane[1] + lane[3]);
  const float8 eight = sixteen.lo + sixteen.hi;
  const float4 four = eight.lo + eight.hi;
  const float2 two = four.lo + four.hi;
  return two.x + two.y;
}

static inline float concord_plane_sum(const global float *x, uint count) {
  float16 lane[4] = {(float16)(0.0f), (float16)(0.0f), (float16)(0.0f), (float16)(0.0f)};
  uint start = 0;
  for (; count - start >= 64u; start += 64u)
    for (uint l = 0; l < 4u; ++l) lane[l] = lane[l] + vload16(l, x + start);
  // A lane of this sum is never -0, so adding +0 leaves it as it is.
  for (uint l = 0; l < 4u && start < count; ++l, start += 16u)
    lane[l] = lane[l] + concord_load16(x + start, count - start);
  return concord_tree(lane);
}

// The sum of (x - mean)^2.
static inline float concord_plane_squares(const global float *x, float mean, uint count) {
  float16 lane[4] = {(float16)(0.0f), (float16)(0.0f), (float16)(0.0f), (float16)(0.0f)};
  uint start = 0;
  for (; count - start >= 64u; start += 64u)
    for (uint l = 0; l < 4u; ++l) {
      const float16 d = vload16(l, x + start) - mean;
      lane[l] = fma(d, d, lane[l]);
    }
  for (uint l = 0; l < 4u && start < count; ++l, start += 16u) {
    const float16 d = concord_load16(x + start, count - start) - mean;
    lane[l] = select(lane[l], fma(d, d, lane[l]), concord_taking(count - start));
  }
  return concord_tree(lane);
}

// x: the sum of dy; y: the sum of (x - mean) dy.
static inline float2 concord_plane_products(const global float *x, const global float *dy, float mean, uint count) {
  float16 sum[4] = {(float16)(0.0f), (float16)(0.0f), (float16)(0.0f), (float16)(0.0f)};
  float16 product[4] = {(float16)(0.0f), (float16)(0.0f), (float16)(0.0f), (float16)(0.0f)};
  uint start = 0;
  for (; count - start >= 64u; start += 64u)
    for (uint l = 0; l < 4u; ++l) {
      const float16 gradient = vload16(l, dy + start);
      sum[l] = sum[l] + gradient;
      product[l] = fma(vload16(l, x + start) - mean, gradient, product[l]);
    }
  for (uint l = 0; l < 4u && start < count; ++l, start += 16u) {
    const float16 gradient = concord_load16(dy + start, count - start);
    const float16 d = concord_load16(x + start, count - start) - mean;
    sum[l] = sum[l] + gradient;
    // Here a lane can be -0, and stays it where nothing is taken.
    product[l] = select(product[l], fma(d, gradient, product[l]), concord_taking(count - start));
  }
  return (float2)(concord_tree(sum), concord_tree(product));
}

// y = (x - mean) scale + shift.
static inline void concord_plane_scaled(
    const global float *x, global float *y, float mean, float scale, float shift, uint count) {
  uint i = 0;
  for (; count - i >= 16u; i += 16u)
    vstore16(fma(vload16(0, x + i) - mean, (float16)(scale), (float16)(shift)), 0, y + i);
  for (; i < count; ++i) y[i] = fma(x[i] - mean, scale, shift);
}

// dx = (dy weight - average - (x - mean) slope) scale.
static inline void concord_plane_gradient(
    const global float *x, const global float *dy, global float *dx, float mean, float weight, float average,
    float slope, float scale, uint count) {
  uint i = 0;
  for (; count - i >= 16u; i += 16u) {
    const float16 centred = fma(vload16(0, dy + i), (float16)(weight), (float16)(-average));
    vstore16(fma(mean - vload16(0, x + i), (float16)(slope), centred) * scale, 0, dx + i);
  }
  for (; i < count; ++i) dx[i] = fma(mean - x[i], slope, fma(dy[i], weight, -average)) * scale;
}

#endif
