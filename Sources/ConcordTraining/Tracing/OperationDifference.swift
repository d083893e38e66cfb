import ConcordFiles
import ConcordKit

/// The first operation of a step that two backends make differently.
package struct OperationDifference: Sendable {
  package let operation: PlacedOperation
  /// What it read, as the second has it; the first has the same, where it is not ``isInput``.
  package let inputs: [TracedTensor]
  /// The tensor that differs, as the first has it.
  package let first: TracedTensor
  /// As the second has it.
  package let second: TracedTensor
  /// Of the tensor, row-major.
  package let element: Int
  /// How many of its elements differ.
  package let count: Int
  /// Whether the tensor was another before the operation was made, though all that write it agreed: something wrote where it has
  /// nothing to write.
  package let isInput: Bool

  /// Makes a step on both, which must be where that step begins.
  ///
  /// - Returns: Nil where operation by operation all is the same.
  package static func find(step: Int, _ first: Trainer, _ second: Trainer) throws -> OperationDifference? {
    let (theirs, ours) = (StepTraces(first, step: step), StepTraces(second, step: step))
    while let a = try theirs.next(), let b = try ours.next() {
      for index in b.nodes.indices {
        let inputs = try b.inputs(of: index)
        let operation = PlacedOperation(b, index)
        func differs(_ first: [TracedTensor], _ second: [TracedTensor], isInput: Bool) -> OperationDifference? {
          for (first, second) in zip(first, second) {
            let places = first.differences(from: second)
            guard let element = places.first else { continue }
            return OperationDifference(
              operation: operation, inputs: inputs, first: first, second: second, element: element, count: places.count,
              isInput: isInput)
          }
          return nil
        }
        if let difference = differs(try a.inputs(of: index), inputs, isInput: true) { return difference }
        try a.run(index)
        try b.run(index)
        if let difference = differs(try a.outputs(of: index), try b.outputs(of: index), isInput: false) { return difference }
      }
    }
    return nil
  }

  /// Floats from one value to the other; nil where one is a NaN, and for whole numbers.
  package var ulps: Int? {
    first.type.element == .float32
      ? FloatDistance.ulps(Float(bitPattern: first.words[element]), Float(bitPattern: second.words[element])) : nil
  }

  /// The bits of both values: `0x3f800000`.
  package var bits: (first: String, second: String) {
    (FloatDistance.hex(first.words[element]), FloatDistance.hex(second.words[element]))
  }

  /// In words, without the step.
  package var text: String {
    let distance = ulps.map { ", \($0) ulp apart" } ?? ""
    let numbers =
      "has \(first.value(element)) (\(bits.first)) at element \(element), and on the reference "
      + "\(second.value(element)) (\(bits.second))\(distance); \(count) of \(first.words.count) elements differ"
    let tensor = "'\(first.name.printable(limit: 100))' \(first.type)"
    return isInput
      ? "\(tensor) \(numbers), before \(operation.text) reads it and after all that write it agreed: something wrote where "
        + "it has nothing to write"
      : "\(operation.text) errs: its output \(tensor) \(numbers)"
  }

  /// The inputs, as `concord op` reads them.
  package func writeInputs(to path: String) throws {
    try Safetensors(
      inputs.enumerated().map {
        Safetensors.Tensor(name: "\($0)", shape: $1.type.shape, element: $1.type.element, words: $1.words)
      }
    ).write(to: FileOutput(path))
  }
}
