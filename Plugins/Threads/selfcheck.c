#include "selfcheck.h"

#include "exact.h"

const char *missing_instructions(void) {
#if defined(__x86_64__) && defined(__AVX2__) && defined(__FMA__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return "AVX2 and FMA";
#endif
  return 0;
}

const char *arithmetic_problem(void) {
  /* `volatile` keeps the compiler from computing the answers itself. */
  volatile float denormal = 0x1p-149f, least = 0x1p-126f, half = 0.5f;
  if (denormal + denormal != 0x1p-148f || least * half != 0x1p-127f || !(least * half > 0.0f)) {
    return "denormal numbers are flushed to zero; compile it without -ffast-math, and load no library that was compiled so";
  }
  volatile float one = 1.0f, tie = 0x1p-24f, more = 0x1.8p-24f;
  if (one + tie != 1.0f || -one - tie != -1.0f || one + more <= 1.0f) {
    return "the rounding mode is not 'to nearest even'; leave it as the system sets it";
  }
  /* a² is 1 + 2⁻¹¹ + 2⁻²⁴: rounded it loses its last term, fused it does not. */
  volatile float a = 0x1.001p+0f, c = -0x1.002p+0f;
  if (a * a + c != 0.0f) return "products and sums are contracted; compile it with -ffp-contract=off";
  if (fmaf(a, a, c) != 0x1p-24f) return "the C library's fmaf rounds twice; compile for a processor with FMA";
  volatile float three = 3.0f, two = 2.0f, ten = 10.0f;
  if (one / three != 0x1.555556p-2f || one / ten != 0x1.99999ap-4f || exact_square_root(two) != 0x1.6a09e6p+0f) {
    return "division or square root is not correctly rounded; compile it without -ffast-math";
  }
  return 0;
}
