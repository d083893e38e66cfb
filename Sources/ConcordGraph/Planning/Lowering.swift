import ConcordKit

extension Graph {
  /// The nodes as a program, with every tensor at its place.
  ///
  /// - Parameters:
  ///   - nodes: The operations, in order.
  ///   - layout: Places; nil for a program that is only asked about.
  ///   - workspaces: One for each node; none where empty.
  public func program(
    _ nodes: [Node], layout: ArenaLayout? = nil, workspaces: [Workspace] = []
  ) -> Program {
    var program = Program(scalars: scalars.map(\.type))
    var numbers: [Tensor: Int] = [:]
    func number(_ tensor: Tensor) -> Int {
      if let number = numbers[tensor] { return number }
      numbers[tensor] = program.tensors.count
      program.tensors.append(ProgramTensor(self[tensor].type, at: layout?.place(of: tensor, in: self) ?? .none))
      return program.tensors.count - 1
    }
    for (index, node) in nodes.enumerated() {
      var operation = node.definition.on(
        inputs: node.inputs.map(number), outputs: node.outputs.map(number), scalars: node.scalars.map(\.id))
      if !workspaces.isEmpty { operation.workspace = workspaces[index] }
      program.operations.append(operation)
    }
    return program
  }
}
