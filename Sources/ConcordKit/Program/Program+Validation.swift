extension Program {
  /// Checks every rule of the format: known operations, types as their definitions infer them, indices, places,
  /// overlaps.
  ///
  /// Backends may rely on a program that passed.
  /// - Parameter bufferByteCounts: The sizes of the buffers; nil checks everything but places.
  /// - Throws: `unsupported` for an unknown operation, else `invalidArgument`; both carry the operation's index.
  public func validate(bufferByteCounts: [Int]? = nil) throws(BackendError) {
    for (index, tensor) in tensors.enumerated() {
      guard tensor.type.rank <= TensorType.maximumRank, tensor.type.shape.allSatisfy({ $0 >= 0 }) else {
        throw BackendError(.invalidArgument, "tensor \(index) has the impossible type \(tensor.type)")
      }
      if let bufferByteCounts {
        try check(tensor.place, byteCount: tensor.type.byteCount, in: bufferByteCounts, "tensor \(index)", operation: nil)
      }
    }
    for (index, operation) in operations.enumerated() {
      if let bufferByteCounts, operation.workspace.byteCount != 0 {
        let workspace = operation.workspace
        try check(workspace.place, byteCount: workspace.byteCount, in: bufferByteCounts, "workspace", operation: index)
      }
      try validate(operation, at: index, places: bufferByteCounts != nil)
    }
  }

  private func validate(_ operation: Operation, at index: Int, places: Bool) throws(BackendError) {
    func failure(_ problem: String) -> BackendError {
      BackendError(.invalidArgument, "\(operation.name) \(problem)", operation: index)
    }
    guard let definitionType = Vocabulary.definition(named: operation.name) else {
      throw BackendError(.unsupported, "no operation is called '\(operation.name)'", operation: index)
    }
    guard (operation.inputs + operation.outputs).allSatisfy(tensors.indices.contains) else {
      throw failure("names a tensor that the program does not have")
    }
    do throws(OperationError) {
      let definition = try definitionType.init(attributes: operation.attributes)
      let inferred = try definition.outputTypes(for: operation.inputs.map { tensors[$0].type })
      let declared = operation.outputs.map { tensors[$0].type }
      guard inferred == declared else {
        throw OperationError("gives \(inferred), but the program declares \(declared)")
      }
      for pair in definition.inPlace where operation.outputs[pair.output] != operation.inputs[pair.input] {
        throw OperationError("updates input \(pair.input) in place, but output \(pair.output) is another tensor")
      }
      try checkOverlap(of: operation, definition, places: places)
      let scalarTypes = definition.scalars
      guard operation.scalars.count == scalarTypes.count,
        zip(operation.scalars, scalarTypes).allSatisfy({ scalars.indices.contains($0) && scalars[$0] == $1 })
      else {
        throw OperationError("takes the run scalars \(scalarTypes), which the program does not give")
      }
    } catch {
      throw failure(error.message)
    }
  }

  private func check(
    _ place: Place, byteCount: Int, in bufferByteCounts: [Int], _ what: String, operation: Int?
  ) throws(BackendError) {
    let (end, overflow) = place.offset.addingReportingOverflow(byteCount)
    guard bufferByteCounts.indices.contains(place.buffer), place.offset >= 0, byteCount >= 0, !overflow,
      end <= bufferByteCounts[place.buffer], place.offset % MemoryAlignment.bytes == 0
    else {
      throw BackendError(
        .invalidArgument,
        "\(what) needs \(byteCount) bytes at offset \(place.offset) of buffer \(place.buffer), which are not there",
        operation: operation)
    }
  }
}
