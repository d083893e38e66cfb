extension Program {
  /// Checks that an operation never writes over what it still reads: its outputs and its workspace overlap neither its inputs
  /// nor each other, but for those that its definition updates in place, and those that it may write exactly over an input.
  ///
  /// - Parameter places: Whether the program has places already; else only the tensors themselves are compared.
  func checkOverlap(
    of operation: Operation, _ definition: any OperationDefinition, places: Bool
  ) throws(OperationError) {
    for (output, written) in operation.outputs.enumerated() {
      for (input, read) in operation.inputs.enumerated()
      where overlap(written, read, places) && !definition.inPlace.contains(InPlace(output: output, input: input)) {
        if written != read, definition.mayOverwrite.contains(InPlace(output: output, input: input)), coincide(written, read) {
          continue
        }
        throw OperationError("writes output \(output) over input \(input), which it still reads; give each its own place")
      }
      for (other, alsoWritten) in operation.outputs.prefix(output).enumerated() where overlap(written, alsoWritten, places) {
        throw OperationError("has outputs \(other) and \(output) in one place; give each its own")
      }
    }
    guard places else { return }
    for tensor in operation.inputs + operation.outputs
    where overlap(
      operation.workspace.place, operation.workspace.byteCount, tensors[tensor].place, tensors[tensor].type.byteCount)
    {
      throw OperationError("has its workspace over tensor \(tensor); give it its own place")
    }
  }

  private func coincide(_ a: Int, _ b: Int) -> Bool {
    tensors[a].place == tensors[b].place && tensors[a].type.byteCount == tensors[b].type.byteCount
  }

  private func overlap(_ a: Int, _ b: Int, _ places: Bool) -> Bool {
    a == b
      || (places
        && overlap(tensors[a].place, tensors[a].type.byteCount, tensors[b].place, tensors[b].type.byteCount))
  }

  private func overlap(_ a: Place, _ aBytes: Int, _ b: Place, _ bBytes: Int) -> Bool {
    // Sums cannot overflow: both ranges were found to lie in their buffers.
    a.buffer == b.buffer && aBytes > 0 && bBytes > 0 && a.offset < b.offset + bBytes && b.offset < a.offset + aBytes
  }
}
