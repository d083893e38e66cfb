import ConcordKit
import ConcordNumerics
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("OpenCL devices", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct DeviceTests {
  @Test(
    "the device computes the contract's bits, with its own arithmetic and with Concord's",
    arguments: [[], ["software-division"], ["software-fma"], ["software-division", "software-fma"]])
  func conforms(options: [String]) throws {
    let device = try TestDevice.open(
      TestDevice.backend(probes: NumericsProbe.all), Dictionary(uniqueKeysWithValues: options.map { ($0, "true") }))
    #expect(device.info.conformance == .passed)
    #expect(device.info.notes.contains("fma") || !options.contains("software-fma"))
    #expect(!device.info.name.isEmpty && !device.info.platform.isEmpty && device.info.computeUnits > 0)
  }

  /// Arithmetic that contracts where it must not: the probe of a separate multiplication and addition.
  private static let contracting: @Sendable (KernelFamily) -> String = { family in
    guard family == .probe else { return family.source }
    return family.source.replacing("y = a * b + c;", with: "y = fma(a, b, c);")
  }

  @Test("a device that contracts is refused, and labelled where the user insists")
  func nonConforming() throws {
    let backend = TestDevice.backend(
      cache: KernelCache(folder: nil), probes: NumericsProbe.all.filter { $0.function == .separateMultiplyAdd },
      source: Self.contracting)
    let error = #expect(throws: BackendError.self) { try TestDevice.open(backend) }
    #expect(error?.code == .nonConforming)
    #expect(error?.message.contains("separateMultiplyAdd") == true)
    let device = try TestDevice.open(backend, ["allow-non-conforming": "true"])
    #expect(device.info.conformance == .failed)
    #expect(device.info.notes.contains("separateMultiplyAdd"))
  }

  @Test("a kernel that does not compile is an error with its name and the compiler's log")
  func buildFailure() throws {
    let backend = TestDevice.backend(cache: KernelCache(folder: nil)) { family in
      family == .argmax ? family.source + "\nthis_is_no_type concord_nonsense;" : family.source
    }
    let device = try TestDevice.open(backend)
    var builder = ProgramBuilder()
    let x = builder.tensor([2, 2], [1, 2, 3, 4] as [Float])
    try builder.add(ArgMax(), [try builder.add(Activation(.relu), [x])[0]])
    let error = #expect(throws: BackendError.self) { try builder.run(on: device) }
    #expect(error?.code == .buildFailed)
    #expect(error?.operation == 1)
    #expect(error?.message.contains("argmax.cl") == true)
    #expect(error?.message.contains("this_is_no_type") == true, "the log: \(error?.message ?? "")")
  }

  @Test("every kernel family is in the library and compiles")
  func allFamilies() throws {
    let convolution = ["concord_convolution_taps", "concord_convolution"]
    let convolutionRows = ["concord_convolution_taps", "concord_convolution_rows"]
    let places = "concord_convolution_places"
    let weightGradient = ["", "_lines", "_fold"].map { "concord_conv2d_weight_gradient\($0)" }
    let smooth = ActivationFunction.allCases.filter { !$0.bendsAtZero }
    let functions: [(KernelFamily, [String])] = [
      (.absoluteError, ["concord_absolute_error"]),
      (.activation, smooth.map { "concord_activation_\($0.rawValue)" }),
      (.activationGradient, smooth.map { "concord_activation_gradient_\($0.rawValue)" }),
      (.adagrad, ["concord_adagrad"]),
      (.adam, ["concord_adam"]),
      (.add, ["concord_add", "concord_add_stretched"]),
      (.argmax, ["concord_argmax"]),
      (.avgPool2D, ["concord_avg_pool2d"]),
      (.avgPool2DGradient, ["concord_avg_pool2d_gradient"]),
      (.batchNorm, ["sums", "mean", "squares", "variance", "apply"].map { "concord_batch_norm_\($0)" }),
      (.batchNormGradient, ["sums", "fold", "apply"].map { "concord_batch_norm_gradient_\($0)" }),
      (.batchNormInference, ["concord_batch_norm_inference"]),
      (.batchSum, ["concord_batch_sum"]),
      (.biasAdd, ["concord_bias_add"]),
      (.binaryCrossEntropy, ["concord_binary_cross_entropy"]),
      (.clipFactor, ["concord_block_squares", "concord_clip_factor"]),
      (.concatenate, ["concord_concatenate"]),
      (.conv2DWeightGradient, weightGradient),
      (.conv2DWeightGradientLocal, [places] + ["", "_fold"].map { "concord_conv2d_weight_gradient_local\($0)" }),
      (.conv2DWeightGradientNarrow, weightGradient),
      (.convolution, convolution),
      (.convolutionBorder, ["concord_convolution_border"]),
      (.convolutionLocal, [places, "concord_convolution_local"]),
      (.convolutionNarrow, convolution),
      (.convolutionRows, convolutionRows),
      (.convolutionRowsOfSix, convolutionRows),
      (.correctCount, ["concord_correct_count"]),
      (.denseCrossEntropy, ["concord_dense_cross_entropy"]),
      (.dropout, ["concord_dropout"]),
      (.embedding, ["concord_embedding"]),
      (.embeddingGradient, ["concord_embedding_gradient"]),
      (.groupNorm, ["concord_group_norm"]),
      (.groupNormGradient, ["concord_group_norm_gradient", "concord_group_norm_gradient_elements"]),
      (.logSoftmax, ["concord_log_softmax"]),
      (.logSoftmaxGradient, ["concord_log_softmax_gradient"]),
      (.loop, ["concord_loop"]),
      (.lossGradient, ["concord_loss_gradient"]),
      (.matmul, ["concord_matmul"]),
      (.matmulChecked, ["concord_matmul_checked"]),
      (.matmulLocal, ["concord_matmul_local"]),
      (.maxPool2D, ["concord_max_pool2d"]),
      (.maxPool2DGradient, ["concord_max_pool2d_gradient"]),
      (.meanSquaredError, ["concord_mean_squared_error"]),
      (.momentum, ["concord_momentum"]),
      (.multiply, ["concord_multiply", "concord_multiply_stretched"]),
      (.oneHot, ["concord_one_hot"]),
      (.pad, ["concord_pad"]),
      (.permute, ["concord_permute"]),
      (.peak, ["concord_peak_multiply_adds", "concord_peak_triad"]),
      (.probe, ["concord_probe", "concord_probe_group"]),
      (.reduce, ["concord_reduce"]),
      (.reduceGradient, ["concord_reduce_gradient"]),
      (.recurrence, ["concord_recurrence_pack", "concord_recurrence_blocks", "concord_recurrence_gradient_blocks"]),
      (.reduceInner, ["concord_reduce_inner", "concord_reduce_inner_max"]),
      (.reduceMax, ["concord_reduce_max"]),
      (.relu, ["concord_activation_relu", "concord_activation_leaky_relu"]),
      (.reluGradient, ["concord_activation_gradient_relu", "concord_activation_gradient_leaky_relu"]),
      (.rmsprop, ["concord_rmsprop"]),
      (.scale, ["concord_scale"]),
      (.sgd, ["concord_sgd"]),
      (.slice, ["concord_slice"]),
      (.softmax, ["concord_softmax", "concord_softmax_masked"]),
      (.softmaxCrossEntropy, ["concord_softmax_cross_entropy"]),
      (.softmaxCrossEntropySmoothed, ["concord_softmax_cross_entropy_smoothed"]),
      (.softmaxGradient, ["concord_softmax_gradient"]),
    ]
    #expect(Set(functions.map(\.0)) == Set(KernelFamily.allCases))
    let device = try #require(TestDevice.open() as? OpenCLDevice)
    for (family, names) in functions {
      #expect(family == .loop || family.source.contains("FP_CONTRACT OFF"))
      for name in names { _ = try device.kernels.kernel(KernelName(family, name)) }
    }
  }

  @Test("no kernel source uses a function or an option that would leave the contract")
  func forbiddenNames() {
    for family in KernelFamily.allCases {
      let code = family.source.split(separator: "\n").map { $0.split(separator: "//", omittingEmptySubsequences: false)[0] }
      let halves = ["cos", "divide", "exp", "log", "powr", "recip", "rsqrt", "sin", "sqrt", "tan"].map { "half_\($0)(" }
      for name in ["mad(", "native_", "work_group_reduce", "sub_group_reduce", "double"] + halves {
        #expect(!code.contains { $0.contains(name) }, "\(family) uses \(name)")
      }
    }
  }

  @Test("a function that waits for its work-group is always a part of its kernel, however often it is called")
  func barriersAreInKernels() {
    var together: Set<Substring> = []
    for family in KernelFamily.allCases {
      var function: Substring?
      for line in family.source.split(separator: "\n") {
        if line.hasPrefix("CONCORD_TOGETHER ") { together.insert(line) }
        if line.hasPrefix("static inline ") { function = line }
        guard let name = function else { continue }
        for wait in ["barrier(", "concord_shared_", "concord_group_sum(", "concord_group_maximum("] {
          #expect(!line.contains(wait), "\(family): \(name) waits, and must be CONCORD_TOGETHER")
        }
        if line.hasSuffix("}"), line == "}" || line.hasPrefix("static inline ") { function = nil }
      }
    }
    #expect(together.count == 7, "\(together)")
  }

  @Test("memory comes zeroed, in any size")
  func zeroed() throws {
    let device = try TestDevice.open()
    for byteCount in [1, 3, 4, 255, 256, 100_001] {
      let buffer = try device.allocate(byteCount: byteCount)
      var bytes = [UInt8](repeating: 7, count: byteCount)
      try bytes.withUnsafeMutableBytes { try buffer.read(into: $0, at: 0) }
      #expect(bytes.allSatisfy { $0 == 0 })
    }
  }

  @Test("what is written may be changed at once, and parts come back from where they went")
  func transfers() throws {
    let device = try TestDevice.open()
    let buffer = try device.allocate(byteCount: 1000)
    var source = [UInt8](0..<250)
    for offset in [0, 250, 500, 750] {
      try source.withUnsafeBytes { try buffer.write($0, at: offset) }
      for index in source.indices { source[index] &+= 1 }
    }
    var target = [UInt8](repeating: 0, count: 500)
    try target.withUnsafeMutableBytes { try buffer.read(into: $0, at: 250) }
    #expect(target == Array(1...250) + (2...251).map { UInt8($0) })
  }

  @Test("transfers beyond a buffer's end are refused")
  func bounds() throws {
    let buffer = try TestDevice.open().allocate(byteCount: 16)
    var bytes = [UInt8](repeating: 0, count: 8)
    for offset in [-1, 9, 16, Int.max] {
      #expect(throws: BackendError.self) { try bytes.withUnsafeBytes { try buffer.write($0, at: offset) } }
      #expect(throws: BackendError.self) { try bytes.withUnsafeMutableBytes { try buffer.read(into: $0, at: offset) } }
    }
  }

  @Test("memory that the device does not have is an error of that kind, and the device goes on")
  func outOfMemory() throws {
    let device = try TestDevice.open()
    for byteCount in [Int.max, 1 << 50] {
      let error = #expect(throws: BackendError.self) { try device.allocate(byteCount: byteCount) }
      #expect(error?.code == .outOfMemory)
      #expect(error?.message.contains("micro-batch") == true)
    }
    #expect(throws: BackendError.self) { try device.allocate(byteCount: 0) }
    // All at once: what the device has, whatever the driver counts.
    let openCL = try #require(device as? OpenCLDevice)
    openCL.allocatedByteCount = try #require(device.info.memoryBytes) - 1000
    let error = #expect(throws: BackendError.self) { try device.allocate(byteCount: 1001) }
    #expect(error?.code == .outOfMemory)
    var buffer: (any DeviceBuffer)? = try device.allocate(byteCount: 1000)
    #expect(openCL.allocatedByteCount == device.info.memoryBytes)
    buffer = nil
    #expect(buffer == nil && openCL.allocatedByteCount == (device.info.memoryBytes ?? 0) - 1000)
    openCL.allocatedByteCount = 0
    _ = try device.allocate(byteCount: 4096)
  }

  @Test("a buffer of another device, too few scalars and too little workspace are refused")
  func misuse() throws {
    let (device, other) = (try TestDevice.open(), try TestDevice.open())
    var builder = ProgramBuilder()
    let x = builder.tensor([2, 3, 5], [Float](repeating: 1, count: 30))
    try builder.add(BatchSum(), [x])
    #expect(try device.workspace(for: builder.program) == [2 * 3 * 4])
    let stranger = try other.allocate(byteCount: builder.byteCount)
    #expect(throws: BackendError.self) { try device.compile(builder.program, buffers: [stranger]) }
    let buffer = try device.allocate(byteCount: builder.byteCount)
    let error = #expect(throws: BackendError.self) { try device.compile(builder.program, buffers: [buffer]) }
    #expect(error?.message.contains("workspace") == true)

    var scaled = ProgramBuilder()
    let p = scaled.tensor([1], [1] as [Float])
    try scaled.add(SGDUpdate(), [p, scaled.tensor([1], [1] as [Float])], scalars: [scaled.scalar(1)])
    let compiled = try device.compile(scaled.program, buffers: [device.allocate(byteCount: scaled.byteCount)])
    #expect(throws: BackendError.self) { try compiled.run([]) }
  }

  @Test("tensors that 32-bit counts cannot hold are refused with the operation's number")
  func tooLarge() throws {
    let device = try TestDevice.open()
    var builder = ProgramBuilder()
    let small = builder.tensor(TensorType([1]))
    try builder.add(Activation(.relu), [small])
    let large = builder.tensor(TensorType([1 << 20, 1 << 12]))
    try builder.add(Activation(.relu), [large])
    let error = #expect(throws: BackendError.self) { try device.workspace(for: builder.program) }
    #expect(error?.code == .unsupported)
    #expect(error?.operation == 1)
  }
}
