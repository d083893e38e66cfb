import ConcordNN

/// The values of parameters and state.
extension TrainingSession {
  /// The values of a parameter or of a tensor of the state, row-major.
  public func values(of parameter: Parameter) throws -> [Float] {
    try deviceMemory.read(parameter.tensor, Float.self, count: parameter.elementCount)
  }

  /// Replaces the values of a parameter or of a tensor of the state.
  public func write(_ values: [Float], to parameter: Parameter) throws {
    precondition(values.count == parameter.elementCount, "a parameter's values have its shape")
    try values.withUnsafeBytes { try deviceMemory.write($0, to: parameter.tensor) }
  }

  /// SHA-256 of the parameters' little-endian bytes in the model's order, NaNs in their canonical form.
  public func parametersSHA256() throws -> String { try ParameterHash.hex(parameters) { try values(of: $0) } }

  /// The same of what layers keep without learning it; nil where they keep nothing.
  public func stateSHA256() throws -> String? { state.isEmpty ? nil : try ParameterHash.hex(state) { try values(of: $0) } }
}
