// How fast a device multiplies and adds, and moves memory, at best. Meaning: Plugins/OpenCL/Sources/Devices/PeakMeasurement.swift.
//
// No part of the exact arithmetic: what these compute is thrown away.
#pragma OPENCL FP_CONTRACT OFF

#if WIDTH == 16
typedef float16 number;
#elif WIDTH == 8
typedef float8 number;
#elif WIDTH == 4
typedef float4 number;
#else
typedef float number;
#endif

// Ten chains of fma that do not depend on each other: more than what is on its way at one time in a processor with two units of
// a latency of 4 or 5, and few enough to stay in 16 registers.
kernel void concord_peak_multiply_adds(global float *out, float factor, float summand, uint rounds) {
  const number f = factor, s = summand;
  number c0 = 1.0f, c1 = 1.1f, c2 = 1.2f, c3 = 1.3f, c4 = 1.4f, c5 = 1.5f, c6 = 1.6f, c7 = 1.7f, c8 = 1.8f, c9 = 1.9f;
  for (uint i = 0; i < rounds; ++i) {
    c0 = fma(c0, f, s);
    c1 = fma(c1, f, s);
    c2 = fma(c2, f, s);
    c3 = fma(c3, f, s);
    c4 = fma(c4, f, s);
    c5 = fma(c5, f, s);
    c6 = fma(c6, f, s);
    c7 = fma(c7, f, s);
    c8 = fma(c8, f, s);
    c9 = fma(c9, f, s);
  }
  const number sum = c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9;
  // Never true, which no compiler knows.
#if WIDTH == 1
  if (sum == -1.0f) *out = sum;
#else
  if (any(sum == -1.0f)) *out = sum.s0;
#endif
}

// a = b + factor * c over three arrays of `count` vectors, `each` neighbours for a work-item.
kernel void concord_peak_triad(global float *a, float factor, ulong count, uint each) {
  const size_t first = get_global_id(0) * each;
  const global float *b = a + 16 * count;
  const global float *c = a + 32 * count;
  for (size_t i = first; i < min(first + each, (size_t)count); ++i)
    vstore16(fma((float16)(factor), vload16(i, c), vload16(i, b)), i, a);
}
