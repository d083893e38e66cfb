/// Values at every edge of binary32.
let specialValues: [Float] = [
  0, -0.0, 1, -1, 0.5, 2, 3, -7, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
  Float(bitPattern: 0x007f_ffff), 0x1p-126, -0x1p-126, 0x1.fffffep-126, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
  0x1.fffffep-1, 0x1.000002p+0, 0x1p-75, 0x1p+63, 0x1p+64, 0x1.8p+127,
]
