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
  private let builder: ProgramBuilder
  private let inputCount: Int
  let outputTypes: [TensorType]

  init(_ example: OperationCase) throws {
    let definition = example.definition
    var numbers = CaseNumbers(example.name)
    var builder = ProgramBuilder(guardByteCount: Self.guardByteCount)
    let inputs = example.inputs.map { input in
      builder.tensor(input.type, input.words(example.values, input.type.elementCount, &numbers))
    }
    let scalars = zip(definition.scalars, example.scalars).map { builder.scalar($0, $1) }
    let outputs = try builder.add(definition, inputs, scalars: scalars)
    outputTypes = outputs.map { builder.program.tensors[$0].type }
    inputCount = inputs.count
    self.builder = builder
  }

  private var tensors: [ProgramTensor] { builder.program.tensors }
  private var operation: Operation { builder.program.operations[0] }

  // MARK: The program

  /// The case's program, its workspace where `region` says.
  func program(_ region: ArenaRegion) -> Program {
    var program = builder.program
    program.operations[0].workspace = region.workspace
    return program
  }

  /// Without a workspace: the reference needs none.
  var plain: ArenaRegion { ArenaRegion(workspace: .none, byteCount: builder.byteCount) }

  /// With as much workspace as the device declares, and not a byte more.
  ///
  /// - Throws: ``ConformanceFailure`` where it declares a size that cannot be.
  func region(on device: any Device) throws -> ArenaRegion {
    let declared = try Support.workspace(of: program(plain), on: device)
    guard declared.count == 1, (0...Self.largestWorkspace).contains(declared[0]) else {
      throw ConformanceFailure("declares a workspace of \(declared) bytes for one operation")
    }
    guard declared[0] > 0 else { return plain }
    let (program, byteCount) = builder.placing(workspaces: declared)
    return ArenaRegion(workspace: program.operations[0].workspace, byteCount: byteCount + Self.guardByteCount)
  }

  /// What the buffer holds before a run.
  func contents(_ poison: Poison, _ region: ArenaRegion) -> [UInt32] {
    var words = builder.words
    words += (words.count..<region.byteCount / 4).map(ProgramBuilder.guardWord)
    for tensor in tensors.indices.dropFirst(inputCount) { Self.fill(&words, builder.range(of: tensor), poison) }
    Self.fill(&words, workspaceWords(region), poison)
    return words
  }

  private static func fill(_ words: inout [UInt32], _ range: Range<Int>, _ poison: Poison) {
    for index in range { words[index] = poison.rawValue }
  }

  // MARK: After a run

  /// The bits of every output.
  func outputs(of words: [UInt32]) -> [[UInt32]] { operation.outputs.map { Array(words[builder.range(of: $0)]) } }

  /// That nothing but outputs and workspace changed.
  func checkUntouched(before: [UInt32], after: [UInt32], _ region: ArenaRegion) throws(ConformanceFailure) {
    let written = Set(operation.outputs)
    for (index, input) in operation.inputs.enumerated() where !written.contains(input) {
      let range = builder.range(of: input)
      guard let changed = range.first(where: { before[$0] != after[$0] }) else { continue }
      throw ConformanceFailure(
        "input \(index) was changed, first at element \(changed - range.lowerBound): "
          + "from \(Bits.hex(before[changed])) to \(Bits.hex(after[changed]))")
    }
    // Between the end of one and the start of the next there are guard words alone.
    let regions = tensors.indices.map(builder.range) + [workspaceWords(region)].filter { !$0.isEmpty }
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
    for (index, output) in operation.outputs.enumerated() where output >= inputCount {
      let range = builder.range(of: output)
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

  /// Whole words: a byte that the workspace lacks of its last word is not looked at.
  private func workspaceWords(_ region: ArenaRegion) -> Range<Int> {
    let workspace = region.workspace
    guard workspace.byteCount > 0 else { return builder.byteCount / 4..<builder.byteCount / 4 }
    return workspace.place.offset / 4..<(workspace.place.offset + workspace.byteCount + 3) / 4
  }
}
