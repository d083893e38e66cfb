import ConcordKit

extension Mutation {
  /// For each operation, and for each function of the activations: one element of its first output is off in its last bit. So an
  /// operation has a mutation as soon as it is in the vocabulary.
  static let lastBits =
    Vocabulary.definitions.map { definition in
      Mutation("\(definition.name)-last-bit", "one element is off in its last bit", definition.name) { $0.flipLastBit() }
    }
    + [Activation.name, ActivationGradient.name].flatMap { (operation: String) in
      ActivationFunction.allCases.map { function in
        Mutation(
          "\(operation)-\(function.rawValue)-last-bit", "one element of \(function.rawValue) is off in its last bit", operation
        ) { run in
          if run.text("function") == function.rawValue { run.flipLastBit() }
        }
      }
    }
}

extension MutatedRun {
  /// Of the first element that is no NaN: the bits of those do not count.
  fileprivate mutating func flipLastBit() {
    guard let element = outputs[0].firstIndex(where: { !Float(bitPattern: $0).isNaN }) else { return }
    outputs[0][element] ^= 1
  }
}
