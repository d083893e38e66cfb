import ConcordKit

/// What tells a case from others of its operation: names and values, as its own name shows them.
typealias CaseParameters = KeyValuePairs<String, any CustomStringConvertible & Sendable>

/// Collects the cases of operations and names them.
struct CaseList {
  private(set) var cases: [OperationCase] = []

  /// Adds a case for each class of values.
  ///
  /// - Parameters:
  ///   - parameters: What tells the case from the operation's others, in the order of its name; the values' class is added.
  ///   - variant: One parameter more, called `with`.
  ///   - scalars: Bit patterns of the run scalars.
  mutating func add(
    _ definition: any OperationDefinition, _ parameters: CaseParameters, with variant: String? = nil, inputs: [CaseInput],
    scalars: [UInt32] = [], values: [ValueClass]
  ) {
    for values in values {
      let texts =
        parameters.map { "\($0.key)=\($0.value)" } + (variant.map { ["with=\($0)"] } ?? []) + ["values=\(values.rawValue)"]
      cases.append(
        OperationCase(
          name: "\(type(of: definition).name)[\(texts.joined(separator: ","))]", definition: definition, inputs: inputs,
          scalars: scalars, values: values))
    }
  }

  /// `3x5x7`: a shape in a case's name.
  static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: "x") }
}

/// An operation that has cases: its file in `Cases` lists them.
protocol ConformanceSubject: OperationDefinition {
  static func addCases(to list: inout CaseList)
}
