import ConcordFiles
import ConcordNN

extension TrainingSession {
  /// Bytes that a file of the parameters and the state takes at most.
  public var savedByteCount: Int {
    (parameters + state).reduce(4096) { $0 + 4 * $1.elementCount + $1.name.utf8.count + 256 }
  }

  /// Writes the parameters and the state, named and laid out as PyTorch's `state_dict` of the same architecture.
  ///
  /// - Parameters:
  ///   - output: Where the file goes.
  ///   - classNames: Of the data set, in the order of the labels: kept as metadata.
  public func save(to output: FileOutput, classNames: [String] = []) throws {
    let tensors = try (parameters + state).map { parameter in
      Safetensors.Tensor(name: parameter.name, shape: parameter.shape, values: try values(of: parameter))
    }
    try Safetensors(tensors, metadata: ClassNames.metadata(classNames)).write(to: output)
  }

  /// Writes the parameters as safetensors, under the names of PyTorch's `state_dict`.
  public func save(to path: String, classNames: [String] = []) throws {
    try save(to: FileOutput(path), classNames: classNames)
  }

  /// Starts from the parameters and the state of a file, which must be exactly the model's, and finite.
  ///
  /// - Parameters:
  ///   - path: Where the file lies.
  ///   - selection: What of it is taken, by which names. What is left out starts as without a file.
  /// - Returns: The names of the classes that they were trained for, where the file says them.
  @discardableResult
  public func load(from path: String, _ selection: ParameterSelection? = nil) throws -> [String]? {
    var file = try Safetensors(contentsOf: path)
    // Of a checkpoint what is the model's.
    if file.metadata[Checkpoint.formatKey] != nil { file.tensors.removeAll { Checkpoint.isOwn($0.name) } }
    guard let selection else { return try load(file, path) }
    file = try selection.selected(file, for: parameters + state, path)
    return try load(file, for: (parameters + state).filter { !selection.skips($0.name) }, path)
  }

  /// Starts from tensors that must be exactly the model's, and finite.
  ///
  /// - Parameters:
  ///   - file: The tensors.
  ///   - path: Where they were read from, for messages.
  /// - Returns: The names of the classes that they were trained for, where they say them.
  @discardableResult
  public func load(_ file: Safetensors, _ path: String) throws -> [String]? {
    try load(file, for: parameters + state, path)
  }

  private func load(_ file: Safetensors, for wanted: [Parameter], _ path: String) throws -> [String]? {
    let found = try SavedParameters.values(in: file, for: wanted, of: model.name, path)
    // Checked whole before the first is replaced.
    for (parameter, values) in found { try write(values, to: parameter) }
    return ClassNames.read(file.metadata)
  }

  /// The first parameter or state, in their order, that is not finite; nil where all are.
  func firstNonFinite() throws -> String? {
    try (parameters + state).first { try values(of: $0).contains { !$0.isFinite } }?.name
  }
}
