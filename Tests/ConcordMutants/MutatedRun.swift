import ConcordKit

/// One operation's run: what was there before it, and what it leaves behind, which a mutation changes.
struct MutatedRun {
  let operation: Operation
  let inputTypes: [TensorType]
  let outputTypes: [TensorType]
  /// Bit patterns before the run.
  let inputs: [[UInt32]]
  /// What was in the outputs' places before the run.
  let before: [[UInt32]]
  let scalars: [UInt32]
  /// Counts the runs of the program from 0.
  let number: Int

  /// Bit patterns after the run.
  var outputs: [[UInt32]]
  /// Inputs after the run, where they changed.
  var changedInputs: [Int: [UInt32]] = [:]
  /// Words written beside the first output: the distance from its first word, and the word.
  var stray: [(Int, UInt32)] = []

  func floats(_ input: Int) -> [Float] { inputs[input].map { Float(bitPattern: $0) } }

  /// An output's numbers after the run.
  func floats(ofOutput output: Int) -> [Float] { outputs[output].map { Float(bitPattern: $0) } }

  /// The first output's numbers; setting them changes no other output.
  var result: [Float] {
    get { outputs[0].map { Float(bitPattern: $0) } }
    set { outputs[0] = newValue.map(\.bitPattern) }
  }

  func scalar(_ index: Int) -> Float { Float(bitPattern: scalars[operation.scalars[index]]) }

  func flag(_ name: String) -> Bool { operation.attributes.values[name] == .boolean(true) }

  func integer(_ name: String) -> Int {
    guard case .integer(let value) = operation.attributes.values[name] else { return 0 }
    return value
  }

  func text(_ name: String) -> String { operation.attributes.values[name]?.description ?? "" }

  func number(_ name: String) -> Float {
    guard case .float(let value) = operation.attributes.values[name] else { return 0 }
    return value
  }
}
