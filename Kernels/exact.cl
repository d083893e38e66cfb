// The exact arithmetic of Concord in OpenCL C: it is put before every kernel source.
//
// Operation by operation the same as Sources/ConcordNumerics, where each method is explained; docs/numerics.md states the
// rules. Only + - *, fma, comparisons, selects and integer operations; no binary64; no native_*, half_* or mad.
//
// CONCORD_SOFTWARE_FMA    the device's fma is not exact: fma(...) below, and in every kernel, is the software one
// CONCORD_BUILTIN_DIVIDE  the device's division is correctly rounded (with its build option): concord_divide uses it
// CONCORD_BUILTIN_SQRT    the same for the square root
#pragma OPENCL FP_CONTRACT OFF

#define CONCORD_NAN as_float(0x7fc00000u)

// ---------------------------------------------------------------------------------------------------------- Selection

// The larger; a NaN wins over numbers; of equal values the first is kept.
static inline float concord_maximum(float a, float b) { return (b > a || b != b) ? b : a; }

static inline float concord_canonical(float x) { return x == x ? x : CONCORD_NAN; }

static inline float concord_copy_sign(float x, float sign) {
  return as_float((as_uint(x) & 0x7fffffffu) | (as_uint(sign) & 0x80000000u));
}

// 2 to the power n, for n from -126 to 127.
static inline float concord_power_of_two(int n) { return as_float((uint)(n + 127) << 23); }

// -------------------------------------------------------------------------------------------------- Fused multiply-add

// x moved right by `count` places (0 or more), its last bit set if a bit set was lost.
static inline ulong concord_shift_right_sticky(ulong x, int count) {
  const uint places = (uint)(count > 63 ? 63 : count);
  const ulong kept = x >> places;
  return kept | (kept << places != x ? 1ul : 0ul);
}

static inline float concord_software_fma(float a, float b, float c) {
  const uint magnitude_a = as_uint(a) & 0x7fffffffu;
  const uint magnitude_b = as_uint(b) & 0x7fffffffu;
  const uint magnitude_c = as_uint(c) & 0x7fffffffu;
  const uint negative_product = (as_uint(a) ^ as_uint(b)) >> 31;
  const uint negative_addend = as_uint(c) >> 31;

  const bool normal_a = magnitude_a >= 0x00800000u;
  const bool normal_b = magnitude_b >= 0x00800000u;
  const bool normal_c = magnitude_c >= 0x00800000u;
  const uint exponent_a = normal_a ? magnitude_a >> 23 : 1u;
  const uint exponent_b = normal_b ? magnitude_b >> 23 : 1u;
  const uint exponent_c = normal_c ? magnitude_c >> 23 : 1u;
  const uint mantissa_a = (magnitude_a & 0x007fffffu) | (normal_a ? 0x00800000u : 0u);
  const uint mantissa_b = (magnitude_b & 0x007fffffu) | (normal_b ? 0x00800000u : 0u);
  const uint mantissa_c = (magnitude_c & 0x007fffffu) | (normal_c ? 0x00800000u : 0u);
  const ulong product = (ulong)mantissa_a * (ulong)mantissa_b;

  const int apart = (int)(exponent_c + 150u) - (int)(exponent_a + exponent_b);
  const int distance = product == 0ul ? 0 : apart;
  const int above = distance > 0 ? distance : 0;
  const int below = distance < 0 ? -distance : 0;
  const int left_c = above > 38 ? 38 : above;
  const int left_p = below > 14 ? 14 : below;
  const ulong window_p = concord_shift_right_sticky(product << (uint)left_p, above - left_c);
  const ulong window_c = concord_shift_right_sticky((ulong)mantissa_c << (uint)left_c, below - left_p);
  const int exponent = (int)exponent_c - left_c + below - left_p;

  const bool opposite = negative_product != negative_addend;
  const bool smaller = window_p < window_c;
  const ulong difference = smaller ? window_c - window_p : window_p - window_c;
  const ulong sum = opposite ? difference : window_p + window_c;
  const uint larger_sign = smaller ? negative_addend : negative_product;
  const uint sign = sum == 0ul ? negative_product & negative_addend : larger_sign;

  const uint sum_high = (uint)(sum >> 32);
  const int zeros = sum_high != 0u ? (int)clz(sum_high) : 32 + (int)clz((uint)sum | 1u);
  const int normal_drop = 40 - zeros;
  const int denormal_drop = 1 - exponent;
  const int drop = normal_drop > denormal_drop ? normal_drop : denormal_drop;
  const int biased = exponent + drop;
  const uint right = (uint)(drop > 0 ? drop : 0);
  const uint left = (uint)(drop < 0 ? -drop : 0);
  const ulong kept = (sum >> right) << left;
  const ulong dropped = sum & ((1ul << right) - 1ul);
  const ulong twice = (dropped << 1) + (kept & 1ul);
  const uint up = right > 0u && twice > 1ul << right ? 1u : 0u;
  const uint finite_s = ((uint)(biased - 1) << 23) + (uint)kept + up;
  const uint bounded = sum == 0ul ? 0u : (biased > 254 ? 0x7f800000u : finite_s);
  const float result = as_float(bounded | sign << 31);

  const bool special = magnitude_a >= 0x7f800000u || magnitude_b >= 0x7f800000u;
  const float infinite = magnitude_c >= 0x7f800000u ? c : result;
  return concord_canonical(special ? a * b + c : infinite);
}

// The device's fma, where it may be wrong with denormals and the sign of zero. Clears *exact where it may have been: then the
// result is not to be used.
static inline float concord_checked_fma(float a, float b, float c, bool *exact) {
  const uint magnitude_a = as_uint(a) & 0x7fffffffu;
  const uint magnitude_b = as_uint(b) & 0x7fffffffu;
  const uint magnitude_c = as_uint(c) & 0x7fffffffu;
  // Without a product the sum is exact in two operations, the sign of zero included.
  const bool zero = magnitude_a == 0u || magnitude_b == 0u;
  const float fused = fma(a, b, c);
  const float result = zero ? a * b + c : fused;
  // Denormals are 1 ... 0x7fffff.
  const bool denormal = magnitude_a - 1u < 0x7fffffu || magnitude_b - 1u < 0x7fffffu || magnitude_c - 1u < 0x7fffffu;
  const bool small = (as_uint(result) & 0x7fffffffu) <= 0x00800000u;
  *exact = *exact && !denormal && (zero || !small);
  return result;
}

#ifdef CONCORD_SOFTWARE_FMA
#define CONCORD_OVERLOAD __attribute__((overloadable))
static inline float CONCORD_OVERLOAD concord_fma(float a, float b, float c) { return concord_software_fma(a, b, c); }
#define CONCORD_FMA_OF_HALVES(V)                         \
  static inline V CONCORD_OVERLOAD concord_fma(V a, V b, V c) { \
    V y;                                                 \
    y.lo = concord_fma(a.lo, b.lo, c.lo);                \
    y.hi = concord_fma(a.hi, b.hi, c.hi);                \
    return y;                                            \
  }
CONCORD_FMA_OF_HALVES(float2)
CONCORD_FMA_OF_HALVES(float4)
CONCORD_FMA_OF_HALVES(float8)
CONCORD_FMA_OF_HALVES(float16)
#undef fma
#define fma concord_fma
#endif

// --------------------------------------------------------------------------------------------- Division, square root

static inline float concord_software_divide(float a, float b) {
  const uint sign = (as_uint(a) ^ as_uint(b)) & 0x80000000u;
  const uint magnitude_a = as_uint(a) & 0x7fffffffu;
  const uint magnitude_b = as_uint(b) & 0x7fffffffu;

  const bool small_a = magnitude_a < 0x00800000u;
  const bool small_b = magnitude_b < 0x00800000u;
  const uint normal_a = as_uint(small_a ? as_float(magnitude_a) * 0x1p+24f : as_float(magnitude_a));
  const uint normal_b = as_uint(small_b ? as_float(magnitude_b) * 0x1p+24f : as_float(magnitude_b));
  const int exponent_a = (int)(normal_a >> 23) - (small_a ? 24 : 0);
  const int exponent_b = (int)(normal_b >> 23) - (small_b ? 24 : 0);
  uint mantissa_a = (normal_a & 0x007fffffu) | 0x00800000u;
  const uint mantissa_b = (normal_b & 0x007fffffu) | 0x00800000u;
  const bool less = mantissa_a < mantissa_b;
  mantissa_a = less ? mantissa_a << 1 : mantissa_a;
  const float numerator = as_float((normal_a & 0x007fffffu) | (less ? 0x40000000u : 0x3f800000u));
  const float denominator = as_float((normal_b & 0x007fffffu) | 0x3f800000u);

  float reciprocal = fma(denominator, -0x1.e1e1e2p-2f, 0x1.69696ap+0f);
  reciprocal = fma(fma(-denominator, reciprocal, 1.0f), reciprocal, reciprocal);
  reciprocal = fma(fma(-denominator, reciprocal, 1.0f), reciprocal, reciprocal);
  const float estimate = numerator * reciprocal;
  const float quotient = fma(fma(-denominator, estimate, numerator), reciprocal, estimate);

  uint floor_q = ((as_uint(quotient) - 0x3f800000u) << 1) + 0x00fffffeu;
  uint remainder_q = (mantissa_a << 24) - floor_q * mantissa_b;
  const bool two = remainder_q >= mantissa_b << 1;
  floor_q += two ? 2u : 0u;
  remainder_q -= two ? mantissa_b << 1 : 0u;
  const bool one = remainder_q >= mantissa_b;
  floor_q += one ? 1u : 0u;
  remainder_q -= one ? mantissa_b : 0u;

  const uint sticky = (floor_q << 1) | (remainder_q != 0u ? 1u : 0u);
  const int exponent = exponent_a - exponent_b + 127 - (less ? 1 : 0);
  const int biased = exponent < 1 ? 1 : exponent;
  const int shortfall = biased - exponent;
  const uint drop = (uint)(2 + (shortfall > 26 ? 26 : shortfall));
  const uint kept = sticky >> drop;
  const uint dropped = sticky - (kept << drop);
  const uint tie = 1u << (drop - 1u);
  const bool up = dropped + (kept & 1u) > tie;
  const uint finite_q = ((uint)(biased - 1) << 23) + kept + (up ? 1u : 0u);

  const bool overflow = biased > 254 || magnitude_a == 0x7f800000u || magnitude_b == 0u;
  const bool zero = magnitude_a == 0u || magnitude_b == 0x7f800000u;
  const bool undefined = magnitude_a > 0x7f800000u || magnitude_b > 0x7f800000u ||
                         (magnitude_a == 0u && magnitude_b == 0u) ||
                         (magnitude_a == 0x7f800000u && magnitude_b == 0x7f800000u);
  const uint magnitude = zero ? 0u : (overflow ? 0x7f800000u : finite_q);
  return as_float(undefined ? 0x7fc00000u : sign | magnitude);
}

static inline float concord_software_sqrt(float x) {
  const bool small_x = (as_uint(x) & 0x7fffffffu) < 0x00800000u;
  const uint normal_x = as_uint(small_x ? x * 0x1p+24f : x) & 0x7fffffffu;
  const int exponent = (int)(normal_x >> 23) - (small_x ? 24 : 0);
  const uint odd = (uint)(exponent + 1) & 1u;
  const int half_exponent = (exponent - 127 - (int)odd) >> 1;
  const uint fraction = normal_x & 0x007fffffu;
  const uint mantissa = (fraction | 0x00800000u) << odd;
  const float m = as_float(fraction | (odd == 1u ? 0x40000000u : 0x3f800000u));

  float y = as_float(0x5f3759dfu - (as_uint(m) >> 1));
  y = y * fma(m * y, -0.5f * y, 1.5f);
  y = y * fma(m * y, -0.5f * y, 1.5f);
  const float estimate = m * y;
  const float root = fma(fma(-estimate, estimate, m), 0.5f * y, estimate);

  uint floor_r = ((as_uint(root) - 0x3f800000u) << 1) + 0x00fffffeu;
  uint remainder_r = (mantissa << 25) - floor_r * floor_r;
  const uint step_two = (floor_r << 2) + 4u;
  const bool two = remainder_r >= step_two;
  remainder_r -= two ? step_two : 0u;
  floor_r += two ? 2u : 0u;
  const uint step_one = (floor_r << 1) + 1u;
  const bool one = remainder_r >= step_one;
  floor_r += one ? 1u : 0u;

  const uint rounded = (floor_r >> 1) + (floor_r & 1u);
  const uint positive = ((uint)(half_exponent + 126) << 23) + rounded;
  const float finite_r = as_uint(x) < 0x7f800000u ? as_float(positive) : x;
  const float outside = x == 0.0f ? x : CONCORD_NAN;
  return x > 0.0f ? finite_r : outside;
}

static inline float concord_divide(float a, float b) {
#ifdef CONCORD_BUILTIN_DIVIDE
  return a / b;
#else
  return concord_software_divide(a, b);
#endif
}

static inline float concord_sqrt(float x) {
#ifdef CONCORD_BUILTIN_SQRT
  return sqrt(x);
#else
  return concord_software_sqrt(x);
#endif
}

// ------------------------------------------------------------------------------------------------ Elementary functions

static inline float concord_exp(float x) {
  const float low = x < -104.0f ? -104.0f : x;
  const float argument = low > 89.0f ? 89.0f : low;
  const float shifted = fma(argument, 0x1.715476p+0f, 0x1.8p+23f);
  const float n = shifted - 0x1.8p+23f;
  float r = fma(n, -0x1.62e43p-1f, argument);
  r = fma(n, 0x1.05c61p-29f, r);

  float p = 0x1.9f08bep-13f;
  p = fma(p, r, 0x1.6d8d06p-10f);
  p = fma(p, r, 0x1.11127p-7f);
  p = fma(p, r, 0x1.55548ep-5f);
  p = fma(p, r, 0x1.555554p-3f);
  p = fma(p, r, 0x1p-1f);
  p = fma(p, r * r, r);
  const float y = 1.0f + p;

  const int integer = as_int(shifted) - 0x4b400000;
  const int half_n = integer >> 1;
  const float scaled = y * concord_power_of_two(half_n) * concord_power_of_two(integer - half_n);
  return x == x ? scaled : CONCORD_NAN;
}

// e ln 2 + log(1 + f) for f in [-1/3, 1/3].
static inline float concord_logarithm(float e, float f) {
  float p = -0x1.0804cp-3f;
  p = fma(p, f, 0x1.1e66ap-3f);
  p = fma(p, f, -0x1.f31194p-4f);
  p = fma(p, f, 0x1.1ed71cp-3f);
  p = fma(p, f, -0x1.559dc8p-3f);
  p = fma(p, f, 0x1.99d028p-3f);
  p = fma(p, f, -0x1.fffefp-3f);
  p = fma(p, f, 0x1.555506p-2f);
  p = fma(p, f, -0x1p-1f);
  const float sum = fma(e, 0x1.62e43p-1f, f);
  const float lost = fma(e, 0x1.62e43p-1f, -sum) + f;
  return sum + (fma(p, f * f, e * -0x1.05c61p-29f) + lost);
}

static inline float concord_log(float x) {
  const bool denormal = x < 0x1p-126f;
  const float scaled = denormal ? x * 0x1p+23f : x;
  const int exponent = as_int(as_uint(scaled) - 0x3f2aaaabu) >> 23;
  const float mantissa = as_float(as_uint(scaled) - ((uint)exponent << 23));
  const float e = (float)(exponent - (denormal ? 23 : 0));
  const float r = concord_logarithm(e, mantissa - 1.0f);
  const float finite_r = x < INFINITY ? r : x;
  const float outside = x == 0.0f ? -INFINITY : CONCORD_NAN;
  return x > 0.0f ? finite_r : outside;
}

static inline float concord_log1p(float x) {
  const float u = 1.0f + x;
  const int exponent = as_int(as_uint(u) - 0x3f2aaaabu) >> 23;
  const bool large = exponent > 60;
  const float scale = concord_power_of_two(0 - (large ? 0 : exponent));
  const float mantissa = as_float(as_uint(u) - ((uint)exponent << 23));
  const float fraction = large ? mantissa - 1.0f : fma(x, scale, scale - 1.0f);
  const float r = concord_logarithm((float)exponent, fraction);
  const float finite_r = x < INFINITY ? r : x;
  const float outside = x == -1.0f ? -INFINITY : CONCORD_NAN;
  const bool tiny = x < 0x1p-126f && x > -0x1p-126f;
  return tiny ? x : (x > -1.0f ? finite_r : outside);
}

static inline float concord_tanh(float x) {
  const float a = fabs(x);
  const float s = a * a;
  float p = -0x1.945f4p-8f;
  p = fma(p, s, 0x1.5812aap-6f);
  p = fma(p, s, -0x1.b905c4p-5f);
  p = fma(p, s, 0x1.110c5ep-3f);
  p = fma(p, s, -0x1.555548p-2f);
  const float small_y = fma(p, s * a, a);
  const float large_y = 1.0f - concord_divide(2.0f, concord_exp(a + a) + 1.0f);
  const float y = a < 0.5625f ? small_y : large_y;
  return x == x ? concord_copy_sign(y, x) : CONCORD_NAN;
}

static inline float concord_sigmoid(float x) {
  const float e = concord_exp(-fabs(x));
  return concord_divide(x < 0.0f ? e : 1.0f, 1.0f + e);
}

static inline float concord_erf(float x) {
  const float a = fabs(x);
  const float s = a * a;
  float p = 0x1.4f562ep-14f;
  p = fma(p, s, -0x1.a606c2p-11f);
  p = fma(p, s, 0x1.5449e4p-8f);
  p = fma(p, s, -0x1.b80118p-6f);
  p = fma(p, s, 0x1.ce2d64p-4f);
  p = fma(p, s, -0x1.81274p-2f);
  p = fma(p, s, 0x1.06eba8p-3f);
  const float small_y = fma(p, a, a);

  const float t = a > 3.9375f ? 3.9375f : a;
  float g = -0x1.624a2p-16f;
  g = fma(g, t, 0x1.c7d54ep-12f);
  g = fma(g, t, -0x1.116f8p-8f);
  g = fma(g, t, 0x1.9b9c44p-6f);
  g = fma(g, t, -0x1.bb894ep-4f);
  g = fma(g, t, -0x1.44456cp-1f);
  g = fma(g, t, -0x1.21280cp+0f);
  g = fma(g, t, 0x1.6f63bp-13f);
  const float large_y = 1.0f - concord_exp(g);

  const float y = a < 0.921875f ? small_y : large_y;
  return x == x ? concord_copy_sign(y, x) : CONCORD_NAN;
}

// The quadrant (mod 4) of a >= 0; the rest in [-pi/4, pi/4] goes to *rest.
static inline uint concord_reduce_to_quadrant(float a, float *rest) {
  const uint bits = as_uint(a);
  const bool small_a = bits < 0x3f000000u;
  const uint biased = small_a ? 127u : bits >> 23;
  const uint mantissa = (bits & 0x007fffffu) | 0x00800000u;

  const uint position = biased - 120u;
  const bool two = (position & 64u) != 0u;
  const bool one = (position & 32u) != 0u;
  const bool four = (position & 128u) != 0u;
  const uint a0 = two ? 0x4e441529u : 0u;
  const uint a1 = two ? 0xfc2757d1u : 0xa2f9836eu;
  const uint a2 = two ? 0xf534ddc0u : 0x4e441529u;
  const uint a3 = two ? 0xdb629599u : 0xfc2757d1u;
  const uint a4 = two ? 0x3c439041u : 0xf534ddc0u;
  const uint w0 = four ? 0xf534ddc0u : (one ? a1 : a0);
  const uint w1 = four ? 0xdb629599u : (one ? a2 : a1);
  const uint w2 = four ? 0x3c439041u : (one ? a3 : a2);
  const uint w3 = four ? 0xfe5163abu : (one ? a4 : a3);
  const uint shift = position & 31u;
  const uint back = 31u - shift;
  const uint high = (w0 << shift) | ((w1 >> 1) >> back);
  const uint middle = (w1 << shift) | ((w2 >> 1) >> back);
  const uint low = (w2 << shift) | ((w3 >> 1) >> back);

  const uint carry = mul_hi(low, mantissa);
  const uint lower = middle * mantissa + carry;
  const uint upper = high * mantissa + mul_hi(middle, mantissa) + (lower < carry ? 1u : 0u);

  const uint quadrant = (upper + 0x20000000u) >> 30;
  const int rest_bits = as_int(upper - (quadrant << 30));
  const float first = (float)rest_bits;
  const float left = (float)(rest_bits - (int)first);
  const float second = fma((float)lower, 0x1p-32f, left);
  const float r =
      fma(first, 0x1.921fb6p+0f, fma(first, -0x1.777a5cp-25f, second * 0x1.921fb6p+0f)) * 0x1p-30f;
  *rest = small_a ? a : r;
  return small_a ? 0u : quadrant;
}

// The sine of r + quadrant pi/2.
static inline float concord_sine_or_cosine(uint quadrant, float r) {
  const float s = r * r;
  float p = -0x1.9953fep-13f;
  p = fma(p, s, 0x1.110778p-7f);
  p = fma(p, s, -0x1.555546p-3f);
  const float sine = fma(p, s * r, r);

  float q = 0x1.9a685cp-16f;
  q = fma(q, s, -0x1.6c0e3p-10f);
  q = fma(q, s, 0x1.55554ep-5f);
  q = fma(q, s, -0x1p-1f);
  const float cosine = fma(q, s, 1.0f);

  const float y = (quadrant & 1u) == 1u ? cosine : sine;
  return as_float(as_uint(y) ^ ((quadrant & 2u) << 30));
}

static inline float concord_sin(float x) {
  float r;
  const uint quadrant = concord_reduce_to_quadrant(fabs(x), &r);
  const float y = concord_sine_or_cosine(quadrant, r);
  return fabs(x) < INFINITY ? as_float(as_uint(y) ^ (as_uint(x) & 0x80000000u)) : CONCORD_NAN;
}

static inline float concord_cos(float x) {
  float r;
  const uint quadrant = concord_reduce_to_quadrant(fabs(x), &r);
  const float y = concord_sine_or_cosine(quadrant + 1u, r);
  return fabs(x) < INFINITY ? y : CONCORD_NAN;
}

// ------------------------------------------------------------------------------------------------------ Random numbers

// Philox4x32-10: the four words at a counter.
static inline uint4 concord_philox(uint4 counter, uint2 key) {
  for (int round = 0; round < 10; ++round) {
    const uint high0 = mul_hi(0xd2511f53u, counter.x);
    const uint high1 = mul_hi(0xcd9e8d57u, counter.z);
    counter = (uint4)(high1 ^ counter.y ^ key.x, 0xcd9e8d57u * counter.z, high0 ^ counter.w ^ key.y,
                      0xd2511f53u * counter.x);
    key += (uint2)(0x9e3779b9u, 0xbb67ae85u);
  }
  return counter;
}

// The word of one element: word element mod 4 of block element / 4.
static inline uint concord_random_word(ulong element, uint step, uint stream, uint2 key) {
  const ulong index = element >> 2;
  const uint4 block = concord_philox((uint4)((uint)index, (uint)(index >> 32), step, stream), key);
  const uint place = (uint)element & 3u;
  return place < 2u ? (place == 0u ? block.x : block.y) : (place == 2u ? block.z : block.w);
}

// The top 24 bits x 2^-24: in [0, 1).
static inline float concord_uniform(uint word) { return (float)(word >> 8) * 0x1p-24f; }

// --------------------------------------------------------------------------------------------------- 64-lane reduction
//
// Lane l takes elements l, l + 64, l + 128 ...; then lane i takes lane i + 32, 16, 8, 4, 2, 1. Past the end of a row a lane
// takes the neutral element (+0, -infinity), which leaves it as it was: a lane that began at +0 is never -0.

// A row by one work-item: the lanes in eight float8.
typedef struct {
  float8 lane[8];
} concord_lanes;

static inline float8 concord_maximum8(float8 a, float8 b) { return select(a, b, (b > a) | (b != b)); }

static inline float concord_lanes_sum(const concord_lanes *lanes) {
  const float8 eight = ((lanes->lane[0] + lanes->lane[4]) + (lanes->lane[2] + lanes->lane[6])) +
                       ((lanes->lane[1] + lanes->lane[5]) + (lanes->lane[3] + lanes->lane[7]));
  const float4 four = eight.lo + eight.hi;
  const float2 two = four.lo + four.hi;
  return two.x + two.y;
}

static inline float concord_lanes_maximum(const concord_lanes *lanes) {
  const float8 even = concord_maximum8(concord_maximum8(lanes->lane[0], lanes->lane[4]),
                                       concord_maximum8(lanes->lane[2], lanes->lane[6]));
  const float8 odd = concord_maximum8(concord_maximum8(lanes->lane[1], lanes->lane[5]),
                                      concord_maximum8(lanes->lane[3], lanes->lane[7]));
  const float8 eight = concord_maximum8(even, odd);
  const float4 four = select(eight.lo, eight.hi, (eight.hi > eight.lo) | (eight.hi != eight.hi));
  return concord_maximum(concord_maximum(four.x, four.z), concord_maximum(four.y, four.w));
}

// Elements start ... start + 7 of a row of `count`, `padding` past its end.
static inline float8 concord_load8(const global float *row, uint start, uint count, float padding) {
  if (start + 8u <= count) return vload8(0, row + start);
  float values[8];
  for (uint i = 0; i < 8u; ++i) values[i] = start + i < count ? row[start + i] : padding;
  return vload8(0, values);
}

static inline float concord_row_sum(const global float *row, uint count) {
  concord_lanes lanes;
  for (uint l = 0; l < 8u; ++l) lanes.lane[l] = (float8)(0.0f);
  for (uint start = 0; start < count; start += 64u)
    for (uint l = 0; l < 8u; ++l) lanes.lane[l] = lanes.lane[l] + concord_load8(row, start + 8u * l, count, 0.0f);
  return concord_lanes_sum(&lanes);
}

static inline float concord_row_maximum(const global float *row, uint count) {
  concord_lanes lanes;
  for (uint l = 0; l < 8u; ++l) lanes.lane[l] = (float8)(-INFINITY);
  for (uint start = 0; start < count; start += 64u)
    for (uint l = 0; l < 8u; ++l)
      lanes.lane[l] = concord_maximum8(lanes.lane[l], concord_load8(row, start + 8u * l, count, -INFINITY));
  return concord_lanes_maximum(&lanes);
}

// A function with a barrier must be a part of its kernel: where one is called twice PoCL 3.1 leaves it a function, and the results are wrong now
// and then.
#define CONCORD_TOGETHER static inline __attribute__((always_inline))

// A row by a one-dimensional work-group of any size: the 64 lanes, filled by its work-items, stand in local memory. Every
// work-item gets the result; the lanes may be written again after the next barrier.
CONCORD_TOGETHER float concord_group_sum(local float *lanes) {
  const uint size = (uint)get_local_size(0);
  for (uint width = 32u; width > 0u; width >>= 1) {
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint l = (uint)get_local_id(0); l < width; l += size) lanes[l] = lanes[l] + lanes[l + width];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  return lanes[0];
}

CONCORD_TOGETHER float concord_group_maximum(local float *lanes) {
  const uint size = (uint)get_local_size(0);
  for (uint width = 32u; width > 0u; width >>= 1) {
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint l = (uint)get_local_id(0); l < width; l += size) lanes[l] = concord_maximum(lanes[l], lanes[l + width]);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  return lanes[0];
}
