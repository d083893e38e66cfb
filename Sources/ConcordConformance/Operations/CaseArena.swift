import ConcordKit

/// Where the workspace of a case lies, and how much memory the case takes.
struct ArenaRegion {
  var workspace: Workspace
  /// Bytes of the whole buffer.
  var byteCount: Int
}

/// The memory of an operation's case: its tensors in one buffer, guard words before and after each.
struct CaseArena {
  /// Bytes of guard words between neighbours, at least.
  private static let guardByteCount = MemoryAlignment.bytes
  /// A workspace larger than this is taken for garbage.
  private static let largestWorkspace = 1 << 30

  /// The inputs, then the outputs that are no input.
  private let tensors: [ProgramTensor]
  private let operation: Operation
  private let scalarTypes: [ScalarType]
  private let inputWords: [[UInt32]]
  /// Where the guard words after the last tensor end, in bytes.
  private let end: Int
  let outputTypes: [TensorType]

  init(_ example: OperationCase) throws {
    let definition = example.definition
    let types = example.inputs.map(\.type)
    var numbers = CaseNumbers(example.name)
    inputWords = example.inputs.map { $0.words(example.values, $0.type.elementCount, &numbers) }
    outputTypes = try definition.outputTypes(for: types)
    var all = types
    var outputs: [Int] = []
    for (index, type) in outputTypes.enumerated() {
      if let pair = definition.inPlace.first(where: { $0.output == index }) {
        outputs.append(pair.input)
      } else {
        outputs.append(all.count)
        all.append(type)
      }
    }
    var offset = Self.guardByteCount
    var placed: [ProgramTensor] = []
    for type in all {
      placed.append(ProgramTensor(type, at: Place(buffer: 0, offset: offset)))
      offset += MemoryAlignment.roundUp(type.byteCount) + Self.guardByteCount
    }
    tensors = placed
    end = offset
    scalarTypes = definition.scalars
    operation = Operation(
      name: type(of: definition).name, inputs: Array(types.indices), outputs: outputs, attributes: definition.attributes,
      scalars: Array(definition.scalars.indices))
  }

  // MARK: The program

  /// The case's program, its workspace where `region` says.
  func program(_ region: ArenaRegion) -> Program {
    var operation = operation
    operation.workspace = region.workspace
    return Program(tensors: tensors, operations: [operation], scalars: scalarTypes)
  }

  /// Without a workspace: the reference needs none.
  var plain: ArenaRegion { ArenaRegion(workspace: .none, byteCount: end) }

  /// With as much workspace as the device declares, and not a byte more.
  ///
  /// - Throws: ``ConformanceFailure`` where it declares a size that cannot be.
  func region(on device: any Device) throws -> ArenaRegion {
    let declared = try Support.workspace(of: program(plain), on: device)
    guard declared.count == 1, (0...Self.largestWorkspace).contains(declared[0]) else {
      throw ConformanceFailure("declares a workspace of \(declared) bytes for one operation")
    }
    guard declared[0] > 0 else { return plain }
    return ArenaRegion(
      workspace: Workspace(at: Place(buffer: 0, offset: end), byteCount: declared[0]),
      byteCount: end + MemoryAlignment.roundUp(declared[0]) + Self.guardByteCount)
  }

  /// What the buffer holds before a run.
  func contents(_ poison: Poison, _ region: ArenaRegion) -> [UInt32] {
    var words = (0..<region.byteCount / 4).map(Poison.guardWord)
    for (tensor, values) in zip(tensors, inputWords) { words.replaceSubrange(Self.range(tensor), with: values) }
    for tensor in tensors[inputWords.count...] { Self.fill(&words, Self.range(tensor), poison) }
    Self.fill(&words, workspaceWords(region), poison)
    return words
  }

  private static func fill(_ words: inout [UInt32], _ range: Range<Int>, _ poison: Poison) {
    for index in range { words[index] = poison.rawValue }
  }

  // MARK: After a run

  /// The bits of every output.
  func outputs(of words: [UInt32]) -> [[UInt32]] { operation.outputs.map { Array(words[Self.range(tensors[$0])]) } }

  /// That nothing but outputs and workspace changed.
  func checkUntouched(before: [UInt32], after: [UInt32], _ region: ArenaRegion) throws(ConformanceFailure) {
    let written = Set(operation.outputs)
    for (index, input) in operation.inputs.enumerated() where !written.contains(input) {
      let range = Self.range(tensors[input])
      guard let changed = range.first(where: { before[$0] != after[$0] }) else { continue }
      throw ConformanceFailure(
        "input \(index) was changed, first at element \(changed - range.lowerBound): "
          + "from \(Bits.hex(before[changed])) to \(Bits.hex(after[changed]))")
    }
    // Between the end of one and the start of the next there are guard words alone.
    let regions = tensors.map(Self.range) + [workspaceWords(region)].filter { !$0.isEmpty }
    var start = 0
    for (index, range) in (regions + [before.count..<before.count]).enumerated() {
      if let changed = (start..<range.lowerBound).first(where: { before[$0] != after[$0] }) {
        let place =
          index == 0 ? "before \(name(of: 0))" : "\(4 * (changed - start)) bytes after the end of \(name(of: index - 1))"
        throw ConformanceFailure(
          "memory that belongs to no tensor was written, \(place): "
            + "from \(Bits.hex(before[changed])) to \(Bits.hex(after[changed]))")
      }
      start = range.upperBound
    }
  }

  /// That every element of every output was written.
  func checkWritten(_ words: [UInt32], _ poison: Poison) throws(ConformanceFailure) {
    for (index, output) in operation.outputs.enumerated() where output >= inputWords.count {
      let range = Self.range(tensors[output])
      guard let missed = range.first(where: { words[$0] == poison.rawValue }) else { continue }
      throw ConformanceFailure(
        "element \(missed - range.lowerBound) of output \(index) was not written: it holds what was there before, "
          + Bits.hex(poison.rawValue))
    }
  }

  private func name(of region: Int) -> String {
    if region >= tensors.count { return "the workspace" }
    if let output = operation.outputs.firstIndex(of: region) { return "output \(output)" }
    return "input \(region)"
  }

  private static func range(_ tensor: ProgramTensor) -> Range<Int> {
    tensor.place.offset / 4..<tensor.place.offset / 4 + tensor.type.elementCount
  }

  /// Whole words: a byte that the workspace lacks of its last word is not looked at.
  private func workspaceWords(_ region: ArenaRegion) -> Range<Int> {
    let workspace = region.workspace
    guard workspace.byteCount > 0 else { return end / 4..<end / 4 }
    return workspace.place.offset / 4..<(workspace.place.offset + workspace.byteCount + 3) / 4
  }
}
