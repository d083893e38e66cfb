// Shows whether a device runs a long loop to its end: some end every loop after 65,535 rounds, without a word.
// Meaning: Plugins/OpenCL/Sources/Devices/LoopCheck.swift.

kernel void concord_loop(global uint *out, uint seed, uint rounds) {
  uint state = seed;
  for (uint i = 0; i < rounds; ++i) {
    // Xorshift (Marsaglia, 2003): no compiler has a formula for it.
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
  }
  *out = state;
}
