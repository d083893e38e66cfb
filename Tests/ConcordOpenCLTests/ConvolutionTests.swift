import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("convolutions on OpenCL", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct ConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var x: [Int]
    /// O, KH, KW.
    var filters: [Int]
    var geometry: ConvolutionGeometry

    init(_ x: [Int], _ filters: [Int], stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1) {
      self.x = x
      self.filters = filters
      geometry = ConvolutionGeometry(stride: stride, padding: padding, dilation: dilation, groups: groups)
    }

    var w: [Int] { [filters[0], x[1] / geometry.groups, filters[1], filters[2]] }

    var testDescription: String {
      "x \(x) w \(w) stride \(geometry.stride) padding \(geometry.padding) dilation \(geometry.dilation) groups \(geometry.groups)"
    }
  }

  /// Options that choose each of the kernels: those for processors, and those for devices with fast local memory.
  static let variants = [["local-memory": "false"], ["local-memory": "true"]]

  static let cases = [
    Case([1, 1, 1, 1], [1, 1, 1]),
    Case([2, 3, 5, 7], [4, 3, 3]),
    Case([1, 2, 9, 8], [8, 1, 1]),
    Case([3, 5, 7, 11], [9, 2, 3], padding: 1),
    Case([2, 3, 8, 8], [17, 3, 3], padding: 1),
    Case([2, 4, 11, 13], [7, 3, 2], stride: 2),
    Case([2, 2, 10, 9], [5, 4, 3], stride: 3, padding: 2),
    Case([1, 3, 9, 12], [3, 1, 1], stride: 2),
    Case([1, 2, 13, 12], [3, 3, 3], padding: 2, dilation: 2),
    Case([1, 2, 15, 14], [3, 3, 3], stride: 2, padding: 3, dilation: 2),
    Case([1, 2, 17, 16], [3, 3, 4], stride: 4, padding: 5, dilation: 6),
    Case([2, 6, 7, 7], [4, 3, 3], padding: 1, groups: 2),
    Case([1, 5, 6, 6], [10, 2, 2], stride: 2, groups: 5),
    Case([1, 34, 4, 5], [34, 3, 3], padding: 1, groups: 2),
    // More padding than the filter reaches; filters as large as the image; outputs that leave the last columns unused.
    Case([1, 2, 3, 4], [2, 2, 2], padding: 3),
    Case([1, 2, 3, 4], [3, 1, 1], stride: 2, padding: 2),
    Case([2, 3, 6, 5], [4, 6, 5]),
    Case([1, 1, 3, 3], [2, 5, 5], padding: 2),
    Case([1, 1, 10, 10], [2, 2, 2], stride: 7),
    // Enough filters that work-items fold the samples themselves.
    Case([3, 40, 6, 5], [18, 5, 5], padding: 1),
    Case([0, 3, 5, 5], [4, 3, 3], padding: 1),
    // Rows of whole vectors: of six channels and of four, strided in x and in dx, in groups, with more padding than data.
    Case([2, 5, 9, 19], [6, 3, 3], stride: 2, padding: 1),
    Case([3, 4, 3, 16], [12, 3, 2], padding: 1),
    Case([2, 6, 5, 12], [10, 3, 3], padding: 1, groups: 2),
    Case([1, 6, 2, 9], [6, 5, 1], padding: 4, dilation: 2),
    Case([5, 3, 4, 24], [6, 2, 5], padding: 3),
  ]

  /// The convolution in its forms, and both gradients.
  private static func program(_ form: Case, _ values: (Int) -> [Float]) throws -> ProgramBuilder {
    func tensor(_ shape: [Int], in builder: inout ProgramBuilder) -> Int {
      builder.tensor(shape, values(TensorType(shape).elementCount))
    }
    var builder = ProgramBuilder()
    let x = tensor(form.x, in: &builder)
    let w = tensor(form.w, in: &builder)
    let bias = tensor([form.w[0]], in: &builder)
    let y = try builder.add(Conv2DOperation(form.geometry), [x, w])[0]
    try builder.add(Conv2DOperation(form.geometry, bias: true, activation: .relu), [x, w, bias])
    try builder.add(Conv2DOperation(form.geometry, activation: .relu), [x, w])
    let dy = tensor(builder.program.tensors[y].type.shape, in: &builder)
    try builder.add(Conv2DInputGradient(form.geometry, height: form.x[2], width: form.x[3]), [dy, w])
    for accumulate in [false, true] {
      let dw = tensor(form.w, in: &builder)
      try builder.add(
        Conv2DWeightGradient(form.geometry, height: form.w[2], width: form.w[3], accumulate: accumulate),
        [x, dy] + (accumulate ? [dw] : []))
    }
    return builder
  }

  @Test("a convolution and its gradients give the reference's bits", arguments: cases, variants)
  func shapes(form: Case, variant: [String: String]) throws {
    var numbers = SeededNumbers(11)
    try expectReferenceBits(Self.program(form) { numbers.floats($0) }, on: TestDevice.open(variant), times: 2, "\(form)")
  }

  @Test(
    "infinities, NaNs, denormals and zeros of both signs go the reference's way, on the padding too",
    arguments: cases, variants)
  func specialValues(form: Case, variant: [String: String]) throws {
    var numbers = SeededNumbers(12)
    try expectReferenceBits(Self.program(form) { numbers.anyFloats($0) }, on: TestDevice.open(variant), "\(form)")
  }

  @Test(
    "the layers of a small network give the reference's bits",
    arguments: [
      Case([3, 3, 32, 32], [6, 5, 5]), Case([3, 6, 14, 14], [16, 5, 5]), Case([2, 1, 28, 28], [6, 5, 5], padding: 2),
    ], variants)
  func layers(form: Case, variant: [String: String]) throws {
    var numbers = SeededNumbers(13)
    try expectReferenceBits(Self.program(form) { numbers.floats($0) }, on: TestDevice.open(variant), times: 2, "\(form)")
  }

  @Test("samples that are folded in several launches give the reference's bits", arguments: variants)
  func manyPositions(variant: [String: String]) throws {
    var numbers = SeededNumbers(18)
    try expectReferenceBits(
      Self.program(Case([5, 24, 26, 30], [17, 3, 3], padding: 1)) { numbers.floats($0) }, on: TestDevice.open(variant),
      times: 2)
  }

  @Test("products that underflow to minus zero meet the padding's zeros", arguments: variants)
  func negativeZeros(variant: [String: String]) throws {
    for (factor, weight) in [(-1e-30, 1e-30), (1e-30, -1e-30), (1e-30, 1e-30), (1, Float.infinity)] as [(Float, Float)] {
      for channels in [1, 4, 6] {
        var builder = ProgramBuilder()
        let x = builder.tensor([2, channels, 4, 18], [Float](repeating: factor, count: 144 * channels))
        let w = builder.tensor([channels, channels, 3, 3], [Float](repeating: weight, count: 9 * channels * channels))
        try builder.add(Conv2DOperation(ConvolutionGeometry(padding: 2)), [x, w])
        try builder.add(Conv2DInputGradient(ConvolutionGeometry(), height: 6, width: 20), [x, w])
        try expectReferenceBits(builder, on: TestDevice.open(variant), "\(channels) channels of \(factor) by \(weight)")
      }
    }
  }

  @Test("chains that a device with short loops takes in parts give the reference's bits")
  func shortLoops() throws {
    var numbers = SeededNumbers(14)
    // More taps than one launch takes where loops end early, and more samples than one fold.
    try expectReferenceBits(
      Self.program(Case([1, 60, 5, 5], [3, 3, 3], padding: 1)) { numbers.floats($0) }, on: TestDevice.open(), times: 2)
    try expectReferenceBits(
      Self.program(Case([2, 1, 60, 20], [2, 1, 1])) { numbers.floats($0) }, on: TestDevice.open(), times: 2)
  }

  @Test("vectors of fma in integers give the reference's bits")
  func softwareFMA() throws {
    var numbers = SeededNumbers(15)
    for outputs in [3, 9] {
      let form = Case([2, 2, 5, 6], [outputs, 3, 2], stride: 2, padding: 1)
      try expectReferenceBits(
        Self.program(form) { numbers.anyFloats($0) }, on: TestDevice.open(["software-fma": "true"]), "\(form)")
    }
  }

  @Test("a sample that is padded beyond 32-bit counts is refused with the operation's name")
  func tooMuchPadding() throws {
    var builder = ProgramBuilder()
    let x = builder.tensor([1, 1, 4, 4], [Float](repeating: 1, count: 16))
    let w = builder.tensor([1, 1, 1, 1], [1] as [Float])
    let geometry = ConvolutionGeometry(stride: 1 << 17, padding: 1 << 17)
    try builder.add(Conv2DOperation(geometry), [x, w])
    let error = #expect(throws: BackendError.self) { try TestDevice.open().workspace(for: builder.program) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("conv2d") == true)
  }

  @Test("the workspace holds the bordered images, the filters by channels, and the taps' places")
  func workspace() throws {
    let openCL = try #require(TestDevice.open(["local-memory": "false"]) as? OpenCLDevice)
    var builder = ProgramBuilder()
    // Rows too short for vectors of them.
    let x = builder.tensor(TensorType([2, 3, 3, 3]))
    let w = builder.tensor(TensorType([4, 3, 3, 3]))
    try builder.add(Conv2DOperation(ConvolutionGeometry(padding: 1)), [x, w])
    try builder.add(Conv2DOperation(), [x, w])
    func part(_ words: Int) -> Int { (words * 4 + 255) / 256 * 256 }
    // The last part ends where it ends.
    let taps = part(27 * 8) + 27 * 4
    #expect(try openCL.workspace(for: builder.program) == [part(2 * 3 * 5 * 5) + taps, taps])
  }

  @Test("tiles in local memory need workspace for the taps' places alone, and for as many shares as run at once")
  func localWorkspace() throws {
    let openCL = try #require(TestDevice.open(["local-memory": "true"]) as? OpenCLDevice)
    try #require(openCL.traits.takesLocalTiles || openCL.traits.usesSoftwareFMA)
    guard openCL.traits.takesLocalTiles else { return }
    var builder = ProgramBuilder()
    let x = builder.tensor(TensorType([2, 3, 5, 5]))
    let w = builder.tensor(TensorType([4, 3, 3, 3]))
    let y = try builder.add(Conv2DOperation(ConvolutionGeometry(padding: 1)), [x, w])[0]
    try builder.add(Conv2DWeightGradient(ConvolutionGeometry(padding: 1), height: 3, width: 3), [x, y])
    func part(_ words: Int) -> Int { (words * 4 + 255) / 256 * 256 }
    let places = part(4 * 27)
    #expect(try openCL.workspace(for: builder.program) == [4 * 4 * 27, places + 4 * 2 * 4 * 27])
  }
}
