import ConcordKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs operation after operation and applies the mutation to each.
final class MutantProgram: CompiledProgram {
  private let program: Program
  private let steps: [any CompiledProgram]
  private let buffers: [any DeviceBuffer]
  private let mutation: Mutation
  private let calls: ForeignCalls
  private var number = 0
  private var firstScalars: [UInt32]?
  private var firstResults: [Int: [UInt32]] = [:]

  init(
    _ program: Program, _ steps: [any CompiledProgram], _ buffers: [any DeviceBuffer], _ mutation: Mutation,
    _ calls: ForeignCalls
  ) {
    self.program = program
    self.steps = steps
    self.buffers = buffers
    self.mutation = mutation
    self.calls = calls
  }

  func run(_ scalars: [UInt32]) throws(BackendError) {
    var scalars = scalars
    defer { number += 1 }
    if case .call(.scalarsOfTheFirstRun) = mutation.change {
      if firstScalars == nil { firstScalars = scalars }
      guard scalars.count == program.scalars.count else { throw BackendError(.invalidArgument, "a wrong number of scalars") }
      scalars = firstScalars ?? scalars
    }
    for (operation, step) in zip(program.operations, steps) {
      guard mutation.operation == nil || mutation.operation == operation.name else {
        try step.run(scalars)
        continue
      }
      switch mutation.change {
      case .run(let change): try run(operation, step, scalars, change)
      case .inputs(let change): try run(operation, step, scalars, seeing: change)
      case .call(let fault):
        try step.run(scalars)
        try apply(fault, operation)
      }
    }
  }

  private func apply(_ fault: CallFault, _ operation: Operation) throws(BackendError) {
    switch fault {
    case .resultsOfTheFirstRun:
      for output in operation.outputs {
        if number == 0 { firstResults[output] = try words(output) }
        if let words = firstResults[output] { try write(words, output) }
      }
    case .workspaceOverrun:
      // One word more than was declared.
      let place = operation.workspace.place
      guard operation.workspace.byteCount > 0 else { return }
      try buffers[place.buffer].write([UInt32](repeating: 1, count: 76), at: place.offset)
    case .callerRoundsUp: calls.call("program_run") { _ = fesetround(FE_UPWARD) }
    case .callerBlocksSignals:
      calls.call("program_run") {
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
      }
    default: break
    }
  }

  private func run(
    _ operation: Operation, _ step: any CompiledProgram, _ scalars: [UInt32], _ change: (inout MutatedRun) -> Void
  ) throws(BackendError) {
    var inputs: [[UInt32]] = []
    for input in operation.inputs { inputs.append(try words(input)) }
    var before: [[UInt32]] = []
    for output in operation.outputs { before.append(try words(output)) }
    try step.run(scalars)
    var outputs: [[UInt32]] = []
    for output in operation.outputs { outputs.append(try words(output)) }
    var run = MutatedRun(
      operation: operation, inputTypes: operation.inputs.map { program.tensors[$0].type },
      outputTypes: operation.outputs.map { program.tensors[$0].type }, inputs: inputs, before: before, scalars: scalars,
      number: number, outputs: outputs)
    change(&run)
    for (tensor, words) in zip(operation.outputs, run.outputs) { try write(words, tensor) }
    for (input, words) in run.changedInputs { try write(words, operation.inputs[input]) }
    for (distance, word) in run.stray {
      let place = program.tensors[operation.outputs[0]].place
      // Not beyond the buffer: there a crash, not the guard words, would tell.
      let offset = place.offset + 4 * distance
      guard offset >= 0, offset + 4 <= buffers[place.buffer].byteCount else { continue }
      try buffers[place.buffer].write([word], at: offset)
    }
  }

  private func run(
    _ operation: Operation, _ step: any CompiledProgram, _ scalars: [UInt32], seeing change: ([UInt32]) -> [UInt32]
  ) throws(BackendError) {
    let floats = operation.inputs.filter { program.tensors[$0].type.element == .float32 }
    var kept: [Int: [UInt32]] = [:]
    for input in floats {
      let words = try words(input)
      kept[input] = words
      try write(change(words), input)
    }
    try step.run(scalars)
    for (input, words) in kept where !operation.outputs.contains(input) { try write(words, input) }
  }

  private func words(_ tensor: Int) throws(BackendError) -> [UInt32] {
    let tensor = program.tensors[tensor]
    guard tensor.type.elementCount > 0 else { return [] }
    return try buffers[tensor.place.buffer].words(count: tensor.type.elementCount, at: tensor.place.offset)
  }

  private func write(_ words: [UInt32], _ tensor: Int) throws(BackendError) {
    let place = program.tensors[tensor].place
    guard !words.isEmpty else { return }
    try buffers[place.buffer].write(words, at: place.offset)
  }
}
