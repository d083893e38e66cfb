/// A program of a few operations whose bits are known: from rational arithmetic, rounded once to binary32 where the definition
/// rounds. Nothing of Concord computed them.
struct ProbeCase: Sendable {
  /// What the buffer holds before a run. Outputs hold a pattern that is no result, and words of no tensor are to stay.
  let builder: ProgramBuilder
  /// What it holds after one.
  let after: [UInt32]

  var operations: [String] { builder.program.operations.map(\.name) }

  static let all: [ProbeCase] = [sums, product, update]

  private init(
    _ tensors: [(shape: [Int], before: [UInt32]?, after: [UInt32])], _ operations: [Operation], scalars: [Float] = []
  ) {
    var builder = ProgramBuilder(unwritten: 0xffc5_a5a5)
    let numbers = tensors.map { builder.tensor(TensorType($0.shape), $0.before) }
    for value in scalars { _ = builder.scalar(value) }
    for operation in operations { builder.append(operation) }
    var after = builder.words
    for (number, tensor) in zip(numbers, tensors) { after.replaceSubrange(builder.range(of: number), with: tensor.after) }
    self.builder = builder
    self.after = after
  }

  /// relu(x + b) of ties and denormal numbers: another rounding mode and flushing change some.
  private static let sums: ProbeCase = {
    let x: [UInt32] = [
      0x3f80_0000, 0x3f80_0000, 0x0000_0001, 0x0080_0000, 0x3f00_0000, 0x4040_0000, 0xbf80_0000, 0xbf80_0000, 0x8000_0003,
      0x0040_0000, 0x40a0_0000, 0x33c0_0000,
    ]
    let b: [UInt32] = [0x3380_0000, 0x3440_0000, 0x0000_0001, 0x8040_0000, 0xbf80_0000, 0x3380_0000]
    let sums: [UInt32] = [
      0x3f80_0000, 0x3f80_0002, 0x0000_0002, 0x0040_0000, 0xbf00_0000, 0x4040_0000, 0xbf7f_ffff, 0xbf7f_fffd, 0x8000_0002,
      0x0000_0000, 0x4080_0000, 0x3420_0000,
    ]
    let positive: [UInt32] = [
      0x3f80_0000, 0x3f80_0002, 0x0000_0002, 0x0040_0000, 0, 0x4040_0000, 0, 0, 0, 0, 0x4080_0000, 0x3420_0000,
    ]
    return ProbeCase(
      [([2, 6], x, x), ([6], b, b), ([2, 6], nil, sums), ([2, 6], nil, positive)],
      [BiasAdd().on(inputs: [0, 1], outputs: [2]), Activation(.relu).on(inputs: [2], outputs: [3])])
  }()

  /// [2, 5] · [5, 3]: chosen so that each element is another where products are rounded by themselves, where the chain runs
  /// backwards, and in each other rounding mode.
  private static let product: ProbeCase = {
    let a: [UInt32] = [
      0xbfee_9fba, 0x3fe3_70aa, 0x3ff2_5377, 0xbf2a_1152, 0xbfac_6f7f, 0x3f8c_9b03, 0xbf3b_8e48, 0x3ffe_ce31, 0xbdc1_7c0e,
      0xbffd_2844,
    ]
    let b: [UInt32] = [
      0x3f90_1796, 0xbd8f_8317, 0xbfc9_7d56, 0x3fca_69d4, 0xbf43_b134, 0xbfb2_af08, 0xbf44_c00c, 0x3ea7_df72, 0x3fcb_107e,
      0x3fe6_d91a, 0xbfef_dc15, 0x3f1d_01dd, 0xbe5b_4012, 0x3f86_5151, 0x3fdf_143b,
    ]
    let c: [UInt32] = [0xbfd3_a3ab, 0xbf46_92f9, 0x3f33_c7e8, 0xbf99_7383, 0xbf43_3a34, 0xbf86_cee9]
    return ProbeCase([([2, 5], a, a), ([5, 3], b, b), ([2, 3], nil, c)], [MatMul().on(inputs: [0, 1], outputs: [2])])
  }()

  /// p − 0.1 · g, in place.
  private static let update: ProbeCase = {
    let p: [UInt32] = [0x3fdc_f963, 0xbfcf_7514, 0xbf0c_1d68, 0xbf3a_6a61, 0x0000_0003]
    let g: [UInt32] = [0xbfd9_8a78, 0x3f73_6101, 0x3f96_06cd, 0xbf29_2d12, 0]
    let updated: [UInt32] = [0x3ff2_ba6f, 0xbfdb_a054, 0xbf2a_1ec4, 0xbf29_7f79, 0x0000_0003]
    return ProbeCase(
      [([5], p, updated), ([5], g, g)], [SGDUpdate().on(inputs: [0, 1], outputs: [0], scalars: [0])], scalars: [0.1])
  }()
}
