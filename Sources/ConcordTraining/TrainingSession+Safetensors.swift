extension TrainingSession {
  /// Writes the parameters and the state, named and laid out as PyTorch's `state_dict` of the same architecture.
  public func save(to path: String) throws {
    let tensors = try (parameters + state).map { parameter in
      Safetensors.Tensor(name: parameter.name, shape: parameter.shape, values: try values(of: parameter))
    }
    try Safetensors(tensors).write(to: path)
  }

  /// Starts from the parameters and the state of a file, which must be exactly the model's.
  public func load(from path: String) throws {
    let tensors = try Safetensors(contentsOf: path).tensors
    let byName = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let all = parameters + state
    let expected = Set(all.map(\.name))
    let missing = all.map(\.name).filter { byName[$0] == nil }
    let unknown = tensors.map(\.name).filter { !expected.contains($0) }
    guard missing.isEmpty, unknown.isEmpty else {
      throw FileError(
        path,
        "does not hold the parameters of '\(model.name)'"
          + (missing.isEmpty ? "" : "; missing: \(missing.joined(separator: ", "))")
          + (unknown.isEmpty ? "" : "; unknown: \(unknown.joined(separator: ", "))"))
    }
    for parameter in all {
      guard let tensor = byName[parameter.name] else { continue }
      guard tensor.shape == parameter.shape else {
        throw FileError(
          path, "'\(parameter.name)' should have the shape \(parameter.shape), but has \(tensor.shape)")
      }
    }
    // Checked whole before the first is replaced.
    for parameter in all {
      if let tensor = byName[parameter.name] { try write(tensor.values, to: parameter) }
    }
  }
}
