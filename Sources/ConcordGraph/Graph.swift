import ConcordKit

/// Operations on tensors with known types, in the order in which they run.
public struct Graph: Sendable {
  /// All tensors, by their numbers.
  public private(set) var tensors: [TensorRecord] = []
  /// What each run must pass, in order.
  public private(set) var scalars: [(name: String, type: ScalarType)] = []
  /// The operations in the order in which they run.
  public internal(set) var nodes: [Node] = []
  /// Tensors whose values the graph itself knows.
  public private(set) var constants: [Constant] = []
  /// Activations that are there until the end of their phase.
  private(set) var kept: Set<Tensor> = []

  /// The layer that new nodes belong to.
  public var layer = ""
  /// The phase that new nodes, and new activations, belong to.
  public var phase = Phase.training
  /// The part of a step that new nodes belong to.
  public var pass = Pass.forward

  /// A graph without tensors.
  public init() {}

  /// What is known of the tensor.
  public subscript(tensor: Tensor) -> TensorRecord { tensors[tensor.id] }

  /// Declares a tensor with a place of its own.
  ///
  /// - Parameters:
  ///   - name: For people and for files.
  ///   - type: Element type and shape.
  ///   - category: The row of the memory table that it counts in.
  ///   - payload: The bytes that count as its category's; all of them where nil, else the rest is padding.
  public mutating func declare(
    _ name: String, _ type: TensorType, _ category: MemoryCategory, payload: Int? = nil
  ) -> Tensor {
    add(name, type, category, .own, payload: payload)
  }

  /// A tensor of one axis that holds numbers from before the first run on. Of the same numbers under the same name there is one.
  public mutating func constant(_ name: String, _ values: [Float]) -> Tensor {
    if let known = constants.first(where: { $0.values == values && self[$0.tensor].name == name }) { return known.tensor }
    let tensor = declare(name, TensorType([values.count]), .state)
    constants.append(Constant(tensor: tensor, values: values, layer: layer))
    return tensor
  }

  /// Lets an activation stay until the last operation of its phase, so that the host can read it then.
  public mutating func keep(_ tensor: Tensor) { kept.insert(storage(of: tensor)) }

  /// The elements of `tensor` in another shape.
  public mutating func view(_ tensor: Tensor, as shape: [Int]) throws(GraphError) -> Tensor {
    let record = self[tensor]
    guard record.type.shape != shape else { return tensor }
    let type = TensorType(record.type.element, shape)
    guard type.elementCount == record.type.elementCount else {
      throw GraphError(layer: layer, "cannot see \(record.type) as \(type): they have different numbers of elements")
    }
    return add(record.name, type, record.category, .view(of: tensor))
  }

  /// One flat tensor over `members`, which will lie one after another. A tensor can be a member of one span.
  public mutating func span(_ name: String, over members: [Tensor]) -> Tensor {
    precondition(!members.isEmpty, "a span has members")
    let byteCount = members.reduce(0) { $0 + MemoryAlignment.roundUp(self[$1].type.byteCount) }
    let record = self[members[0]]
    return add(
      name, TensorType(record.type.element, [byteCount / record.type.element.byteCount]), record.category,
      .span(of: members), payload: members.reduce(0) { $0 + self[$1].payload })
  }

  /// Declares a value that is given at each run.
  public mutating func scalar(_ name: String, _ type: ScalarType) -> RunScalar {
    if let index = scalars.firstIndex(where: { $0.name == name }) { return RunScalar(id: index) }
    scalars.append((name, type))
    return RunScalar(id: scalars.count - 1)
  }

  /// Appends an operation whose outputs are new tensors, but for those that it updates in place.
  ///
  /// - Throws: What the operation expected and what it got.
  @discardableResult
  public mutating func apply(
    _ definition: any OperationDefinition, to inputs: [Tensor], scalars: [RunScalar] = [],
    category: MemoryCategory = .activations, name: String? = nil
  ) throws(GraphError) -> [Tensor] {
    let types = try outputTypes(of: definition, for: inputs)
    let prefix = name ?? (layer.isEmpty ? type(of: definition).name : layer)
    let outputs = types.enumerated().map { index, type in
      definition.inPlace.first { $0.output == index }.map { inputs[$0.input] } ?? declare(prefix, type, category)
    }
    append(definition, inputs, outputs, scalars)
    return outputs
  }

  /// Appends an operation that writes to tensors that are there.
  public mutating func apply(
    _ definition: any OperationDefinition, to inputs: [Tensor], into outputs: [Tensor], scalars: [RunScalar] = []
  ) throws(GraphError) {
    let types = try outputTypes(of: definition, for: inputs)
    precondition(types == outputs.map { self[$0].type }, "the outputs have the types that the operation gives")
    append(definition, inputs, outputs, scalars)
  }

  /// The tensor whose elements a view shows; the tensor itself where it is none.
  public func storage(of tensor: Tensor) -> Tensor {
    var tensor = tensor
    while case .view(let base) = self[tensor].storage { tensor = base }
    return tensor
  }

  private mutating func append(
    _ definition: any OperationDefinition, _ inputs: [Tensor], _ outputs: [Tensor], _ scalars: [RunScalar]
  ) {
    nodes.append(
      Node(definition: definition, inputs: inputs, outputs: outputs, scalars: scalars, layer: layer, phase: phase, pass: pass))
  }

  private mutating func add(
    _ name: String, _ type: TensorType, _ category: MemoryCategory, _ storage: TensorRecord.Storage, payload: Int? = nil
  ) -> Tensor {
    tensors.append(
      TensorRecord(
        name: name, type: type, category: category, storage: storage, phase: phase, payload: payload ?? type.byteCount))
    return Tensor(id: tensors.count - 1)
  }

  private func outputTypes(
    of definition: any OperationDefinition, for inputs: [Tensor]
  ) throws(GraphError) -> [TensorType] {
    let inputs = inputs.map { self[$0].type }
    let name = type(of: definition).name
    try check(inputs, of: name)
    let outputs: [TensorType]
    do throws(OperationError) {
      outputs = try definition.outputTypes(for: inputs)
    } catch {
      throw GraphError(layer: layer, "\(name) \(error.message)")
    }
    try check(outputs, of: name)
    return outputs
  }

  /// The most elements that a tensor of a graph may have: beyond every device, and few enough that sums of bytes over all tensors
  /// never overflow.
  static let maximumElementCount = 1 << 40

  /// Checks that products of a tensor's sizes can be computed, before a layer or an operation does.
  ///
  /// - Parameter user: What works on the tensors, for the message.
  package func check(_ types: [TensorType], of user: String) throws(GraphError) {
    for type in types {
      guard type.shape.allSatisfy({ $0 >= 0 }), type.elementCount <= Self.maximumElementCount else {
        throw GraphError(
          layer: layer,
          "\(user) would work on \(type); a tensor has no negative size and at most \(Self.maximumElementCount) elements")
      }
    }
  }
}
