import ConcordKit

/// A program in one buffer for checks that are about calls, with what the buffer holds at first.
struct CheckProgram {
  private(set) var program = Program()
  private(set) var words: [UInt32] = []
  var scalars: [UInt32] = []

  /// Adds a tensor that starts with `values`.
  mutating func tensor(_ type: TensorType, _ values: [UInt32]? = nil) -> Int {
    program.tensors.append(ProgramTensor(type, at: Place(buffer: 0, offset: words.count * 4)))
    let values = values ?? Array(repeating: Poison.first.rawValue, count: type.elementCount)
    let rounded = MemoryAlignment.roundUp(type.byteCount) / 4
    words += values + Array(repeating: 0, count: rounded - values.count)
    return program.tensors.count - 1
  }

  /// Adds an operation whose outputs, but for those updated in place, are new tensors.
  @discardableResult
  mutating func add(_ definition: any OperationDefinition, _ inputs: [Int], scalars: [Int] = []) throws -> [Int] {
    var outputs: [Int] = []
    for (index, type) in try definition.outputTypes(for: inputs.map { program.tensors[$0].type }).enumerated() {
      let pair = definition.inPlace.first { $0.output == index }
      outputs.append(pair.map { inputs[$0.input] } ?? tensor(type))
    }
    program.operations.append(definition.on(inputs: inputs, outputs: outputs, scalars: scalars))
    return outputs
  }

  mutating func scalar(_ value: Float) -> Int {
    program.scalars.append(.float32)
    scalars.append(value.bitPattern)
    return program.scalars.count - 1
  }

  mutating func declareScalars(_ types: [ScalarType], _ values: [UInt32]) {
    program.scalars += types
    scalars += values
  }

  /// This program with the workspace that a device declares, at the buffer's end.
  func prepared(for device: any Device) throws -> (program: Program, byteCount: Int) {
    var program = program
    var end = max(words.count * 4, MemoryAlignment.bytes)
    for (index, bytes) in try Support.workspace(of: program, on: device).enumerated() where bytes > 0 {
      guard bytes < 1 << 30 else { throw ConformanceFailure("declares a workspace of \(bytes) bytes") }
      program.operations[index].workspace = Workspace(at: Place(buffer: 0, offset: end), byteCount: bytes)
      end += MemoryAlignment.roundUp(bytes)
    }
    return (program, end)
  }

  /// The program, ready on a device of its own buffer.
  func compile(on device: any Device) throws -> (compiled: any CompiledProgram, buffer: any DeviceBuffer) {
    let (program, byteCount) = try prepared(for: device)
    let buffer = try device.allocate(byteCount: byteCount)
    return (try device.compile(program, buffers: [buffer]), buffer)
  }

  /// What the tensors hold after so many runs.
  func run(on device: any Device, times: Int = 1) throws -> [UInt32] {
    let (compiled, buffer) = try compile(on: device)
    try buffer.write(words)
    for _ in 0..<times { try compiled.run(scalars) }
    return try buffer.words(count: words.count)
  }

  /// The same, wherever a device has its payloads of NaNs.
  func expect(_ got: [UInt32], toEqual expected: [UInt32], _ what: String = "") throws(ConformanceFailure) {
    for (index, tensor) in program.tensors.enumerated() {
      let start = tensor.place.offset / 4
      for element in 0..<tensor.type.elementCount
      where Bits.canonical(got[start + element], tensor.type.element)
        != Bits.canonical(expected[start + element], tensor.type.element)
      {
        throw ConformanceFailure(
          "\(what): element \(element) of tensor \(index): got \(Bits.text(got[start + element], tensor.type.element)), "
            + "expected \(Bits.text(expected[start + element], tensor.type.element))")
      }
    }
  }

  // MARK: Programs that some operation of the backend's will do for

  /// One operation of those that the device serves, on about `count` numbers.
  ///
  /// - Throws: ``UnsupportedByBackend`` where it serves none of the simple ones.
  static func simple(on device: any Device, count: Int = 65, seed: String = "simple") throws -> CheckProgram {
    for build in candidates {
      var numbers = CaseNumbers(seed)
      let candidate = try build(count, &numbers)
      do {
        _ = try Support.workspace(of: candidate.program, on: device)
        return candidate
      } catch is UnsupportedByBackend {
        continue
      }
    }
    throw UnsupportedByBackend(message: "serves none of the simple operations: activation, add, bias_add, sgd, matmul, reduce")
  }

  private typealias Build = @Sendable (Int, inout CaseNumbers) throws -> CheckProgram

  private static let candidates: [Build] = [
    { count, numbers in
      var program = CheckProgram()
      try program.add(Activation(.relu), [program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))])
      return program
    },
    { count, numbers in
      var program = CheckProgram()
      let a = program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))
      try program.add(Add(), [a, program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))])
      return program
    },
    { count, numbers in
      var program = CheckProgram()
      let x = program.tensor(TensorType([1, count]), ValueClass.normal.words(count, &numbers))
      try program.add(BiasAdd(), [x, program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))])
      return program
    },
    { count, numbers in
      var program = CheckProgram()
      let p = program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))
      let g = program.tensor(TensorType([count]), ValueClass.normal.words(count, &numbers))
      try program.add(SGDUpdate(), [p, g], scalars: [program.scalar(0.25)])
      return program
    },
    { count, numbers in
      var program = CheckProgram()
      let a = program.tensor(TensorType([count, 3]), ValueClass.normal.words(count * 3, &numbers))
      try program.add(MatMul(), [a, program.tensor(TensorType([3, 2]), ValueClass.normal.words(6, &numbers))])
      return program
    },
    { count, numbers in
      var program = CheckProgram()
      try program.add(Reduce(.sum), [program.tensor(TensorType([3, count]), ValueClass.normal.words(3 * count, &numbers))])
      return program
    },
  ]
}
