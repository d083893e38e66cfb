import Concord

/// The figures of `concord bench`.
struct BenchReport: Encodable {
  struct Peak: Encodable {
    var gigaflops: Double
    var gigabytesPerSecond: Double
    /// How far two measurements lie apart, as a share of the better one; the worse of both limits.
    var spread: Double
  }

  /// A thing that was timed by itself, and how close it came to the device's limits.
  struct Work: Encodable {
    var milliseconds: Timing
    /// Nil where it has no floating-point operations to speak of.
    var gigaflops: Double?
    var shareOfPeak: Double?
    /// Of the bytes that must move at least.
    var gigabytesPerSecond: Double
    var shareOfBandwidth: Double?
  }

  struct Operation: Encodable {
    var name: String
    var batchSize: Int
    var inputs: [[Int]]
    var outputs: [[Int]]
    var attributes: [String: AttributeValue]
    /// How often a step has it.
    var count: Int
    var work: Work
  }

  struct Product: Encodable {
    var size: Int
    var work: Work
  }

  struct Step: Encodable {
    var batchSize: Int
    var milliseconds: Timing
    var imagesPerSecond: Double
    var kernelMilliseconds: Double?
    var hostShare: Double?
  }

  struct Kernels: Encodable {
    var operation: String
    var launches: Int
    var milliseconds: Double
  }

  var version = ConcordVersion.text
  var backend: String
  var device: String
  var platform: String
  var driver: String
  var computeUnits: Int
  var model: String
  var dataset: String
  var parameters: Int
  var optimizer: String
  var peak: Peak?
  var products: [Product] = []
  var operations: [Operation] = []
  var steps: [Step] = []
  var firstSteps: [FirstStep] = []
  /// Of one step, by operation; the longest first.
  var kernels: [Kernels] = []

  init(_ opened: OpenedBackend, _ plan: BenchPlan) {
    let info = opened.device.info
    backend = opened.backend.name
    (device, platform, driver, computeUnits) = (info.name, info.platform, info.driver, info.computeUnits)
    (model, dataset, optimizer) = (plan.model.name, plan.dataset, plan.optimizer.name)
    parameters = (try? plan.model.summary(batchSize: 1).reduce(0) { $0 + $1.parameterCount }) ?? 0
  }

  mutating func addProduct(_ size: Int, on device: any Device, seconds: Double) throws {
    let type = TensorType([size, size])
    let timing = try OperationBenchmark.measure(MatMul(), inputs: [type, type], on: device, seconds: seconds)
    let flops = 2 * Double(size) * Double(size) * Double(size)
    products.append(Product(size: size, work: work(timing, flops: flops, byteCount: 3 * Double(type.byteCount))))
  }

  mutating func add(_ operation: StepOperation, batchSize: Int, on device: any Device, seconds: Double) throws {
    let timing = try OperationBenchmark.measure(
      operation.definition, inputs: operation.inputs, on: device, seconds: seconds)
    operations.append(
      Operation(
        name: operation.name, batchSize: batchSize, inputs: operation.inputs.map(\.shape),
        outputs: operation.outputs.map(\.shape), attributes: operation.definition.attributes.values, count: operation.count,
        work: work(timing, flops: operation.flops, byteCount: operation.byteCount)))
  }

  mutating func add(_ step: StepBenchmark) {
    steps.append(
      Step(
        batchSize: step.batchSize, milliseconds: step.milliseconds,
        imagesPerSecond: Double(step.batchSize) / step.milliseconds.median * 1000,
        kernelMilliseconds: step.kernelMilliseconds, hostShare: step.hostShare))
  }

  mutating func add(_ step: FirstStep) { firstSteps.append(step) }

  mutating func setKernels(_ launches: [ProfiledLaunch]) {
    kernels = Dictionary(grouping: launches, by: \.operation).map { name, launches in
      Kernels(operation: name, launches: launches.count, milliseconds: launches.reduce(0) { $0 + $1.milliseconds })
    }.sorted { ($0.milliseconds, $1.operation) > ($1.milliseconds, $0.operation) }
  }

  private func work(_ timing: Timing, flops: Double, byteCount: Double) -> Work {
    let gigaflops = flops > 0 ? flops / timing.median / 1e6 : nil
    let rate = byteCount / timing.median / 1e6
    return Work(
      milliseconds: timing, gigaflops: gigaflops, shareOfPeak: peak.flatMap { peak in gigaflops.map { $0 / peak.gigaflops } },
      gigabytesPerSecond: rate, shareOfBandwidth: peak.map { rate / $0.gigabytesPerSecond })
  }
}

extension BenchReport.Peak {
  /// The better one of two measurements: nothing makes a device faster than it is.
  init(_ first: DevicePeak, _ second: DevicePeak) {
    let multiplyAdds = [first.multiplyAddsPerSecond, second.multiplyAddsPerSecond].sorted()
    let bytes = [first.bytesPerSecond, second.bytesPerSecond].sorted()
    self.init(
      gigaflops: 2 * multiplyAdds[1] / 1e9, gigabytesPerSecond: bytes[1] / 1e9,
      spread: max(1 - multiplyAdds[0] / multiplyAdds[1], 1 - bytes[0] / bytes[1]))
  }

  /// Nil where the backend does not measure it.
  static func measured(on device: any Device) throws(BackendError) -> BenchReport.Peak? {
    // Far more than any cache holds, as far as the device has it.
    let limits = [192 << 20, device.info.maximumAllocationBytes, device.info.memoryBytes.map { $0 / 4 }]
    let unit = DevicePeak.minimumScratchByteCount
    let byteCount = max(unit, (limits.compactMap(\.self).min() ?? 0) / unit * unit)
    let scratch = try device.allocate(byteCount: byteCount)
    do throws(BackendError) {
      return BenchReport.Peak(try device.measurePeak(scratch: scratch), try device.measurePeak(scratch: scratch))
    } catch {
      guard error.code == .unsupported else { throw error }
      return nil
    }
  }
}

extension AttributeValue: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let value): try container.encode(value)
    case .float(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .boolean(let value): try container.encode(value)
    }
  }
}
