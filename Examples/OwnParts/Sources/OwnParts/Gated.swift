import Concord

/// Two layers' outputs multiplied, as gated linear units do. It has no memory formula: what it takes is derived from its graph.
struct Gated: Layer {
  let width: Int
  let name: String?
  var kind: String { "Gated" }

  func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let parts = try context.apply(each: [Linear(width, width, name: "value"), Linear(width, width, name: "gate")], to: input)
    return try context.graph.apply(Multiply(), to: parts)[0]
  }
}
