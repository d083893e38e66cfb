// A device proves its arithmetic: the counterpart of Sources/ConcordNumerics/NumericsProbe.swift, compiled after exact.cl.
//
// Item i reads four words, in[4 i] to in[4 i + 3], and writes the bits of one result, a NaN in its canonical form. The
// lane reductions read a row of i mod 300 numbers from in[i] on instead. Selectors are those of NumericsProbe.Function.

kernel void concord_probe(const global uint *in, global uint *out, uint selector) {
  const uint i = (uint)get_global_id(0);
  const uint4 words = vload4(i, in);
  const float a = as_float(words.x);
  const float b = as_float(words.y);
  const float c = as_float(words.z);
  const global float *row = (const global float *)in + i;
  float y = 0.0f;
  uint bits = 0u;
  switch (selector) {
    case 0u: y = a + b; break;
    case 1u: y = a * b; break;
    case 2u: y = a * b + c; break;  // two roundings: a device that contracts gives one
    case 3u: y = fma(a, b, c); break;
    case 4u: y = concord_software_fma(a, b, c); break;
    case 5u: y = concord_maximum(a, b); break;
    case 6u: y = (float)as_int(words.x); break;
    case 7u: y = concord_divide(a, b); break;
    case 8u: y = concord_software_divide(a, b); break;
    case 9u: y = concord_sqrt(a); break;
    case 10u: y = concord_software_sqrt(a); break;
    case 11u: y = concord_exp(a); break;
    case 12u: y = concord_log(a); break;
    case 13u: y = concord_log1p(a); break;
    case 14u: y = concord_tanh(a); break;
    case 15u: y = concord_sigmoid(a); break;
    case 16u: y = concord_erf(a); break;
    case 17u: y = concord_sin(a); break;
    case 18u: y = concord_cos(a); break;
    case 19u: bits = concord_random_word(upsample(words.x, words.y), words.z, words.w, (uint2)(words.y, words.x)); break;
    case 20u:
      y = concord_uniform(concord_random_word(upsample(words.x, words.y), words.z, words.w, (uint2)(words.y, words.x)));
      break;
    case 21u: y = concord_row_sum(row, i % 300u); break;
    case 22u: y = concord_row_maximum(row, i % 300u); break;
    default: break;
  }
  out[i] = selector == 19u ? bits : as_uint(concord_canonical(y));
}

// The lane reductions once more, selectors 21 and 22, item i by the i-th work-group.
kernel void concord_probe_group(const global uint *in, global uint *out, uint selector) {
  local float lanes[64];
  const uint i = (uint)get_group_id(0);
  const global float *row = (const global float *)in + i;
  for (uint l = (uint)get_local_id(0); l < 64u; l += (uint)get_local_size(0)) {
    float lane = selector == 21u ? 0.0f : -INFINITY;
    for (uint k = l; k < i % 300u; k += 64u) lane = selector == 21u ? lane + row[k] : concord_maximum(lane, row[k]);
    lanes[l] = lane;
  }
  const float y = selector == 21u ? concord_group_sum(lanes) : concord_group_maximum(lanes);
  if (get_local_id(0) == 0) out[i] = as_uint(concord_canonical(y));
}
