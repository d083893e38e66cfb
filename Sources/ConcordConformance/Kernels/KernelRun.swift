import ConcordKit

/// A kernel on one case: run on memory that holds one garbage and then another, in two layouts, and compared with the reference.
struct KernelRun {
  var example: OperationCase
  var fit: KernelFit
  var names: (inputs: [String], outputs: [String])
  /// How many neighbouring float32 numbers it may be off; nil: none, and it must have every bit.
  var ulp: Int?

  func run(on target: ConformanceTarget) throws {
    do {
      try compare(on: target)
    } catch let error as BackendError {
      switch error.code {
      case .unsupported: throw UnsupportedByBackend(message: error.message)
      case .buildFailed, .invalidArgument:
        var failure = ConformanceFailure(error.message)
        failure.endsAll = true
        throw failure
      default: throw error
      }
    }
  }

  private func compare(on target: ConformanceTarget) throws {
    var numbers = CaseNumbers(example.name)
    let inputs = example.inputs.map { $0.words(example.values, $0.type.elementCount, &numbers) }
    let expected = try SingleOperation(
      example.definition, inputs: zip(example.inputs, inputs).map { ($0.type, $1) }, scalars: example.scalars
    ).run(on: target.reference).map(\.words)
    var first: [[UInt32]]?
    for (layout, poison) in zip(KernelMemory.Layout.allCases, Poison.allCases) {
      let workspace = try workspace(layout, inputs, on: target.device)
      let memory = KernelMemory(example, fit.own, names: names, inputs: inputs, workspace: workspace, layout: layout)
      let before = memory.contents(poison)
      let after = try run(memory, before, on: target.device)
      let outputs = memory.outputs(of: after)
      try memory.check(before: before, after: after, poison)
      if let first, let unstable = unstable(first, outputs) { throw ConformanceFailure(unstable) }
      if first == nil, let problem = try judge(outputs, expected) {
        // Whether it depends on what was there before says more than how far off it is.
        let again = try rerun(memory, on: target.device)
        throw unstable(outputs, again).map { ConformanceFailure($0, problem.difference) } ?? problem
      }
      first = outputs
    }
    if let first, let problem = try judge(first, expected) { throw problem }
  }

  private func workspace(_ layout: KernelMemory.Layout, _ inputs: [[UInt32]], on device: any Device) throws -> Int {
    let plain = KernelMemory(example, fit.own, names: names, inputs: inputs, workspace: 0, layout: layout)
    return try Support.workspace(of: plain.program, on: device).first ?? 0
  }

  private func run(_ memory: KernelMemory, _ contents: [[UInt32]], on device: any Device) throws -> [[UInt32]] {
    var buffers: [any DeviceBuffer] = []
    for byteCount in memory.byteCounts { buffers.append(try device.allocate(byteCount: byteCount)) }
    let compiled = try device.compile(memory.program, buffers: buffers)
    for (buffer, words) in zip(buffers, contents) { try buffer.write(words) }
    try compiled.run(example.scalars)
    return try zip(buffers, contents).map { buffer, words in try buffer.words(count: words.count) }
  }

  private func rerun(_ memory: KernelMemory, on device: any Device) throws -> [[UInt32]] {
    memory.outputs(of: try run(memory, memory.contents(.second), on: device))
  }

  /// What to say where two runs on the same inputs gave different bits.
  private func unstable(_ a: [[UInt32]], _ b: [[UInt32]]) -> String? {
    for (output, type) in fit.own.outputs.enumerated() {
      let differing = a[output].indices.filter {
        Bits.canonical(a[output][$0], type.element) != Bits.canonical(b[output][$0], type.element)
      }
      guard let element = differing.first else { continue }
      return
        "\(differing.count) of \(type.elementCount) elements of the output \(names.outputs[output]) were others in a second run on the same inputs, "
        + "first at \(BitComparison.position(element, type.shape)): \(Bits.text(a[output][element], type.element)), then "
        + "\(Bits.text(b[output][element], type.element)): it reads memory that it did not write, as an accumulator without a first value does, or "
        + "its work-items race"
    }
    return nil
  }

  private func judge(_ got: [[UInt32]], _ expected: [[UInt32]]) throws -> ConformanceFailure? {
    if let ulp { return UlpJudgement(names: names.outputs, types: fit.own.outputs, limit: ulp).problem(got, expected) }
    do throws(ConformanceFailure) {
      try BitComparison.check(got, against: expected, fit.own.outputs, names: names.outputs)
      return nil
    } catch {
      return error
    }
  }
}
