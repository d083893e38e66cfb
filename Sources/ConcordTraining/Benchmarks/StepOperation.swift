import ConcordKit
import ConcordNN

/// One of the distinct operations of a training step: of those that differ in name, attributes or shapes.
public struct StepOperation: Sendable {
  /// The operation with its attributes.
  public var definition: any OperationDefinition
  /// The types of its inputs.
  public var inputs: [TensorType]
  /// The types of its outputs.
  public var outputs: [TensorType]
  /// How often the step has it.
  public var count: Int

  /// The operation's name in the vocabulary.
  public var name: String { type(of: definition).name }

  /// Floating-point operations: two for each multiplication with its addition; 0 where there are none to speak of.
  public var flops: Double { 2 * Double(definition.multiplyAdds(for: inputs)) }

  /// The bytes that must move at least: every input once, every output once.
  public var byteCount: Double { (inputs + outputs).reduce(0) { $0 + Double($1.byteCount) } }

  /// Those of a whole step on `model`, forward, backward and update, in the order in which they first come.
  public static func all(
    of model: Model, batchSize: Int, optimizer: any Optimizer
  ) throws -> [StepOperation] {
    let graph = try TrainingGraph(model, microBatch: batchSize, optimizer: optimizer)
    let program = graph.graph.program(graph.gradient(continuing: false) + graph.fold + graph.update)
    var places: [Key: Int] = [:]
    var operations: [StepOperation] = []
    for operation in program.operations {
      let inputs = operation.inputs.map { program.tensors[$0].type }
      let key = Key(name: operation.name, attributes: operation.attributes, inputs: inputs)
      if let place = places[key] {
        operations[place].count += 1
      } else if let type = Vocabulary.definition(named: operation.name) {
        places[key] = operations.count
        operations.append(
          StepOperation(
            definition: try type.init(attributes: operation.attributes), inputs: inputs,
            outputs: operation.outputs.map { program.tensors[$0].type }, count: 1))
      }
    }
    return operations
  }

  private struct Key: Hashable {
    var name: String
    var attributes: Attributes
    var inputs: [TensorType]
  }
}
