import ConcordFiles
import ConcordGraph
import ConcordKit

/// The layers of a model file while it is made, one after another, each found to fit to those before it.
package struct LayerList: Sendable {
  /// The descriptions, in order.
  package private(set) var descriptions: [JSONValue] = []
  private var reader = LayerReader()
  private var types: [TensorType]

  /// A list that takes these inputs by their names.
  package init(_ inputs: [ModelInput]) {
    types = inputs.map { TensorType($0.element, [1] + $0.shape) }
    reader.values.begin(types, named: inputs.map(\.name))
  }

  /// Appends the layer that these members describe.
  ///
  /// - Returns: The types of what it gives, for one sample: [1, …].
  package mutating func append(_ members: [String: JSONValue]) throws(GraphError) -> [TensorType] {
    types = try reader.next(.object(members), at: descriptions.count, after: types).gives
    descriptions.append(.object(members))
    return types
  }
}
