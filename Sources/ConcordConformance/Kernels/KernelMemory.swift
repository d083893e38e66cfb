import ConcordKit

/// Where a kernel's tensors lie for a run, and what they hold before it.
struct KernelMemory {
  enum Layout: CaseIterable {
    /// All in one buffer, with guard words around each: what is written beside a tensor shows.
    case guarded
    /// Each is a buffer of exactly its size: what is read beside it shows to tools that watch accesses, such as Oclgrind.
    case apart
  }

  let layout: Layout
  let program: Program
  /// Bytes of each buffer.
  let byteCounts: [Int]
  /// What the tensors are called.
  let names: [String]
  /// The inputs, then the outputs that are no input.
  private let inputs: [[UInt32]]
  private var operation: Operation { program.operations[0] }

  /// Parts of buffers begin at multiples of 512 bytes on some devices.
  private static let alignment = 4096

  /// - Parameters:
  ///   - inputs: The bits of each.
  ///   - workspace: Bytes that the device declared for the operation.
  init(
    _ example: OperationCase, _ own: OwnKernel, names: (inputs: [String], outputs: [String]), inputs: [[UInt32]],
    workspace: Int, layout: Layout
  ) {
    self.layout = layout
    self.inputs = inputs
    var program = Program(scalars: own.scalars)
    var byteCounts: [Int] = []
    var tensorNames: [String] = []
    var end = Self.alignment
    func place(_ byteCount: Int) -> Place {
      switch layout {
      case .guarded:
        defer { end = Self.after(end + byteCount) }
        return Place(buffer: 0, offset: end)
      case .apart:
        byteCounts.append(max(4, byteCount))
        return Place(buffer: byteCounts.count - 1, offset: 0)
      }
    }
    func add(_ type: TensorType, _ name: String) -> Int {
      program.tensors.append(ProgramTensor(type, at: place(type.byteCount)))
      tensorNames.append(name)
      return program.tensors.count - 1
    }
    let taken = zip(example.inputs, names.inputs).map { add($0.type, $1) }
    let given = own.outputs.enumerated().map { index, type in
      own.inPlace.first { $0.output == index }.map { taken[$0.input] } ?? add(type, names.outputs[index])
    }
    var operation = own.on(inputs: taken, outputs: given, scalars: Array(own.scalars.indices))
    if workspace > 0 { operation.workspace = Workspace(at: place(workspace), byteCount: workspace) }
    program.operations = [operation]
    self.program = program
    self.byteCounts = layout == .guarded ? [end] : byteCounts
    self.names = tensorNames
  }

  /// The next place with a whole guard before it.
  private static func after(_ offset: Int) -> Int { (offset + 2 * alignment - 1) / alignment * alignment }

  /// What each buffer holds before a run.
  func contents(_ poison: Poison) -> [[UInt32]] {
    var buffers = byteCounts.map { (0..<($0 + 3) / 4).map(ProgramBuilder.guardWord) }
    for (number, tensor) in program.tensors.enumerated() {
      let start = tensor.place.offset / 4
      for index in 0..<tensor.type.elementCount {
        buffers[tensor.place.buffer][start + index] = number < inputs.count ? inputs[number][index] : poison.rawValue
      }
    }
    let workspace = operation.workspace
    for index in 0..<(workspace.byteCount + 3) / 4 {
      buffers[workspace.place.buffer][workspace.place.offset / 4 + index] = poison.rawValue
    }
    return buffers
  }

  /// The bits of every output.
  func outputs(of buffers: [[UInt32]]) -> [[UInt32]] {
    operation.outputs.map { Array(buffers[program.tensors[$0].place.buffer][range(of: $0)]) }
  }

  /// That inputs and guard words are as they were, and every element of every output was written.
  func check(before: [[UInt32]], after: [[UInt32]], _ poison: Poison) throws(ConformanceFailure) {
    let written = Set(operation.outputs)
    for tensor in program.tensors.indices where !written.contains(tensor) {
      let (buffer, range) = (program.tensors[tensor].place.buffer, range(of: tensor))
      guard let changed = range.first(where: { before[buffer][$0] != after[buffer][$0] }) else { continue }
      throw ConformanceFailure("the input \(names[tensor]) was changed, first at element \(changed - range.lowerBound)")
    }
    try checkGuards(before, after)
    for tensor in operation.outputs where tensor >= inputs.count {
      let (buffer, range) = (program.tensors[tensor].place.buffer, range(of: tensor))
      let missed = range.filter { after[buffer][$0] == poison.rawValue }
      guard let first = missed.first else { continue }
      throw ConformanceFailure(
        "\(missed.count) of \(range.count) elements of the output \(names[tensor]) were not written, first element \(first - range.lowerBound): it holds "
          + "what was there before, \(Bits.hex(poison.rawValue))")
    }
  }

  private func checkGuards(_ before: [[UInt32]], _ after: [[UInt32]]) throws(ConformanceFailure) {
    guard layout == .guarded else { return }
    let workspace = operation.workspace
    let scratch = workspace.place.offset / 4..<(workspace.place.offset + workspace.byteCount + 3) / 4
    var regions = program.tensors.indices.map { (range(of: $0), names[$0]) }
    if workspace.byteCount > 0 { regions.append((scratch, "the scratch memory")) }
    var (start, name) = (0, "")
    for (range, next) in regions + [(before[0].count..<before[0].count, "")] {
      if let changed = (start..<range.lowerBound).first(where: { before[0][$0] != after[0][$0] }) {
        let place = name.isEmpty ? "before \(next)" : "\(4 * (changed - start)) bytes after the end of \(name)"
        throw ConformanceFailure("memory that belongs to no tensor was written, \(place): is a bound off?")
      }
      (start, name) = (range.upperBound, next)
    }
  }

  private func range(of tensor: Int) -> Range<Int> {
    let start = program.tensors[tensor].place.offset / 4
    return start..<start + program.tensors[tensor].type.elementCount
  }
}
