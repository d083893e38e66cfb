import ConcordFiles
import ConcordGraph
import ConcordKit

/// Makes layers of their descriptions, each for the output of the one before it.
struct LayerReader {
  /// The names of the layers that these lie in.
  var scope: [String] = []

  /// Layers one after another.
  func sequence(_ values: [JSONValue], from input: TensorType) throws(GraphError) -> [any Layer] {
    var layers: [any Layer] = []
    var input = input
    for (position, value) in values.enumerated() {
      let layer = try layer(value, at: position, input: input)
      // The shapes that a layer gives are its own business: they are found by applying it.
      var context = ModelContext(Graph(), scope: scope)
      let tensor = context.graph.declare("input", input, .batch)
      let output = try context.apply(layer, as: layer.name ?? String(position), to: tensor)
      input = context.graph[output].type
      layers.append(layer)
    }
    return layers
  }

  /// Layers that all take `input`.
  func branches(_ values: [JSONValue], of input: TensorType) throws(GraphError) -> [any Layer] {
    var layers: [any Layer] = []
    for (position, value) in values.enumerated() { layers.append(try layer(value, at: position, input: input)) }
    return layers
  }

  private func layer(_ value: JSONValue, at position: Int, input: TensorType) throws(GraphError) -> any Layer {
    var path = scope + [String(position)]
    guard case .object(let members) = value else {
      throw GraphError(layer: path.joined(separator: "."), "a layer is an object with a type, but this is \(value.summary)")
    }
    if case .string(let name) = members["name"], LayerDescription.isName(name) { path[path.count - 1] = name }
    let types = ModelFile.layerTypes.map { $0.type }.joined(separator: ", ")
    guard case .string(let name) = members["type"] else {
      throw GraphError(layer: path.joined(separator: "."), "a layer needs a type: one of \(types)")
    }
    guard let type = ModelFile.layerTypes.first(where: { $0.type == name }) else {
      throw GraphError(
        layer: path.joined(separator: "."), "no layer type is called \(JSONValue.string(name).summary); there are: \(types)")
    }
    let description = LayerDescription(type: name, members: members, input: input, path: path)
    try description.checkKeys(required: type.requiredKeys, optional: type.optionalKeys + ["name"])
    return try type.init(description)
  }
}
