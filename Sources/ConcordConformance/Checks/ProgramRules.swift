import ConcordKit

/// What is asked about programs, and which are refused.
enum ProgramRules {
  static let checks: [(String, ContractChecks.Check)] = [
    ("unknown-operation", unknown), ("unknown-operation-index", unknownIndex), ("unknown-attribute", attribute),
    ("wrong-output-type", wrongType), ("wrong-input-count", wrongCount), ("tensor-index-out-of-range", tensorIndex),
    ("place-out-of-range", place), ("place-unaligned", unaligned), ("overlapping-tensors", overlap), ("wrong-scalars", scalars),
    ("impossible-shape", shape), ("workspace-query-repeats", query), ("workspace-query-ignores-places", queryPlaces),
    ("empty-program", empty), ("own-kernel", ownKernel), ("foreign-buffer", foreign), ("usable-after-errors", usable),
    ("compile-does-not-run", compile),
  ]

  /// `simple` with one change, which every call must refuse.
  private static func refused(
    _ target: ConformanceTarget, _ what: String, _ codes: BackendError.Code = .invalidArgument, query: Bool = true,
    _ change: (inout Program) -> Void
  ) throws {
    let simple = try ProgramBuilder.simple(on: target.device)
    var (program, byteCount) = try simple.prepared(for: target.device)
    change(&program)
    if query {
      try Expect.error(codes, from: "asking about \(what)") { _ = try target.device.workspace(for: program) }
    }
    let buffer = try target.device.allocate(byteCount: byteCount)
    try Expect.error(codes, from: "compiling \(what)") { _ = try target.device.compile(program, buffers: [buffer]) }
  }

  @Sendable
  private static func unknown(_ target: ConformanceTarget) throws {
    try refused(target, "an operation that nobody knows", .unsupported) { $0.operations[0].name = "frobnicate" }
  }

  @Sendable
  private static func unknownIndex(_ target: ConformanceTarget) throws {
    let simple = try ProgramBuilder.simple(on: target.device)
    var (program, byteCount) = try simple.prepared(for: target.device)
    var second = program.operations[0]
    second.name = "frobnicate"
    program.operations.append(second)
    let asked = try Expect.error(.unsupported, from: "an unknown second operation") {
      _ = try target.device.workspace(for: program)
    }
    try Expect.that(asked.operation == 1, "an error must carry the index 1 of its operation, not \(asked.operation ?? -1)")
    let buffer = try target.device.allocate(byteCount: byteCount)
    let compiled = try Expect.error(.unsupported, from: "compiling an unknown second operation") {
      _ = try target.device.compile(program, buffers: [buffer])
    }
    try Expect.that(
      compiled.operation == 1, "an error must carry the index 1 of its operation, not \(compiled.operation ?? -1)")
  }

  /// A kernel that the program brings along is served, or refused as any operation that a backend does not know.
  @Sendable
  private static func ownKernel(_ target: ConformanceTarget) throws {
    var builder = ProgramBuilder()
    let x = builder.tensor([5], [0, 1, -2, 3.5, 0x1p100])
    let scratch = 4 * MemoryAlignment.bytes
    let own = OwnKernel(
      title: "tripled",
      source: """
        kernel void tripled(global const float *x, global float *y, global float *scratch, int count) {
          size_t i = get_global_id(0);
          if (i >= count) return;
          scratch[i] = x[i] + x[i];
          y[i] = scratch[i] + x[i];
        }
        """, entry: "tripled", arguments: [.input(0), .output(0), .scratch(scratch), .int(5)], global: [8], local: [4],
      outputs: [TensorType([5])])
    let y = try builder.add(own, [x])[0]
    let results: ProgramBuilder.Results
    do throws(BackendError) {
      results = try builder.run(on: target.device)
    } catch {
      guard error.code == .unsupported else { throw error }
      return
    }
    let expected: [Float] = [0, 3, -6, 10.5, 0x3p100]
    try Expect.that(
      results.floats(y) == expected, "a program's own kernel must give \(expected), but gave \(results.floats(y))")
    var program = builder.program
    program.operations[0].attributes = program.operations[0].attributes.setting(["arguments": .string("input 1,output 0")])
    try Expect.error(.invalidArgument, from: "a kernel with an argument of an input that is not there") {
      _ = try target.device.workspace(for: program)
    }
  }

  @Sendable
  private static func attribute(_ target: ConformanceTarget) throws {
    try refused(target, "an attribute that the operation does not define") { program in
      program.operations[0].attributes = program.operations[0].attributes.setting(["frobnication": .integer(3)])
    }
  }

  @Sendable
  private static func wrongType(_ target: ConformanceTarget) throws {
    try refused(target, "an output of the wrong type") { program in
      let output = program.operations[0].outputs[0]
      program.tensors[output].type = TensorType([1, 1, 1])
    }
  }

  @Sendable
  private static func wrongCount(_ target: ConformanceTarget) throws {
    try refused(target, "an operation without inputs") { $0.operations[0].inputs = [] }
    try refused(target, "an operation without outputs") { $0.operations[0].outputs = [] }
  }

  @Sendable
  private static func tensorIndex(_ target: ConformanceTarget) throws {
    try refused(target, "an input that the program does not have") { $0.operations[0].inputs[0] = 1000 }
  }

  @Sendable
  private static func place(_ target: ConformanceTarget) throws {
    for offset in [1 << 20, 1 << 50, Int.max / 256 * 256] {
      try refused(target, "a tensor at \(offset), beyond its buffer", query: false) { $0.tensors[0].place.offset = offset }
    }
    try refused(target, "a tensor in a buffer that is not there", query: false) { $0.tensors[0].place.buffer = 1 }
  }

  @Sendable
  private static func unaligned(_ target: ConformanceTarget) throws {
    try refused(target, "a tensor at an offset that is no multiple of 256", query: false) { $0.tensors[0].place.offset = 4 }
  }

  @Sendable
  private static func overlap(_ target: ConformanceTarget) throws {
    let simple = try ProgramBuilder.simple(on: target.device)
    let first = simple.program.operations[0]
    guard first.outputs[0] != first.inputs[0],
      let definition = try Vocabulary.definition(named: first.name)?.init(attributes: first.attributes),
      !definition.mayOverwrite.contains(InPlace(output: 0, input: 0))
    else { return }
    try refused(target, "an output over an input that is still read", query: false) { program in
      let operation = program.operations[0]
      program.tensors[operation.outputs[0]].place = program.tensors[operation.inputs[0]].place
    }
  }

  @Sendable
  private static func scalars(_ target: ConformanceTarget) throws {
    try refused(target, "an operation with run scalars that it does not take") { program in
      program.operations[0].scalars += [program.scalars.count]
      program.scalars.append(.float32)
    }
    let simple = try ProgramBuilder.simple(on: target.device)
    let (compiled, _) = try simple.compile(on: target.device)
    try Expect.error(.invalidArgument, from: "a run with a scalar too many") { try compiled.run(simple.scalars + [0]) }
  }

  @Sendable
  private static func shape(_ target: ConformanceTarget) throws {
    try refused(target, "a tensor with a negative size") { program in
      for index in program.tensors.indices { program.tensors[index].type.shape[0] = -1 }
    }
    try refused(target, "a tensor whose size overflows", query: false) { program in
      for index in program.tensors.indices { program.tensors[index].type.shape = [1 << 40, 1 << 40] }
    }
  }

  @Sendable
  private static func query(_ target: ConformanceTarget) throws {
    let simple = try ProgramBuilder.simple(on: target.device)
    let first = try target.device.workspace(for: simple.program)
    try Expect.that(first.count == simple.program.operations.count, "one size is asked for each operation, not \(first.count)")
    try Expect.that(first.allSatisfy { $0 >= 0 && $0 < 1 << 40 }, "declares a workspace of \(first) bytes")
    for _ in 0..<3 {
      let again = try target.device.workspace(for: simple.program)
      try Expect.that(again == first, "declares a workspace of \(first), then of \(again) bytes for one program")
    }
  }

  @Sendable
  private static func queryPlaces(_ target: ConformanceTarget) throws {
    let simple = try ProgramBuilder.simple(on: target.device)
    let first = try target.device.workspace(for: simple.program)
    var program = simple.program
    for index in program.tensors.indices { program.tensors[index].place = .none }
    let second = try target.device.workspace(for: program)
    try Expect.that(first == second, "the declared workspace depends on places, which are not decided when it is asked for")
  }

  @Sendable
  private static func empty(_ target: ConformanceTarget) throws {
    let buffer = try target.device.allocate(byteCount: 256)
    let sizes = try target.device.workspace(for: Program())
    try Expect.that(sizes.isEmpty, "declares workspace for a program without operations")
    let compiled = try target.device.compile(Program(), buffers: [buffer])
    try compiled.run([])
    try target.device.synchronize()
  }

  @Sendable
  private static func foreign(_ target: ConformanceTarget) throws {
    let other = try target.openAgain()
    let simple = try ProgramBuilder.simple(on: target.device)
    let (program, byteCount) = try simple.prepared(for: target.device)
    let buffer = try other.allocate(byteCount: byteCount)
    try Expect.error(.invalidArgument, from: "a buffer of another device") {
      _ = try target.device.compile(program, buffers: [buffer])
    }
  }

  @Sendable
  private static func usable(_ target: ConformanceTarget) throws {
    let simple = try ProgramBuilder.simple(on: target.device)
    for _ in 0..<5 {
      var broken = simple.program
      broken.operations[0].name = "frobnicate"
      try Expect.error(.unsupported, from: "an unknown operation") { _ = try target.device.workspace(for: broken) }
      try Expect.reference(simple, on: target, "after an error")
    }
  }

  @Sendable
  private static func compile(_ target: ConformanceTarget) throws {
    let simple = try ProgramBuilder.simple(on: target.device)
    let (program, byteCount) = try simple.prepared(for: target.device)
    let buffer = try target.device.allocate(byteCount: byteCount)
    try buffer.write(simple.words)
    let compiled = try target.device.compile(program, buffers: [buffer])
    try target.device.synchronize()
    let words = try buffer.words(count: simple.words.count)
    try Expect.that(words == simple.words, "compiling a program changed its buffer")
    try withExtendedLifetime(compiled) { try compiled.run(simple.scalars) }
  }
}
