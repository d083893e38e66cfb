import ConcordFiles
import ConcordGraph
import ConcordKit

/// Makes layers of their descriptions, each for what the one before it gives or for what it names.
struct LayerReader {
  /// The names of the layers that these lie in.
  var scope: [String] = []
  /// The types of what can be taken by name from lists around this one.
  var values = NamedValues<TensorType>()

  /// Layers in order.
  ///
  /// - Parameter names: Of `inputs`, for the layers.
  func sequence(
    _ descriptions: [JSONValue], from inputs: [TensorType], named names: [String] = []
  ) throws(GraphError) -> [any Layer] {
    var reader = self
    reader.values.begin(inputs, named: names)
    var layers: [any Layer] = []
    var types = inputs
    for (position, value) in descriptions.enumerated() {
      let (layer, given) = try reader.next(value, at: position, after: types)
      types = given
      layers.append(layer)
    }
    return layers
  }

  /// One more layer of a sequence, and what it gives.
  mutating func next(
    _ value: JSONValue, at position: Int, after previous: [TensorType]
  ) throws(GraphError) -> (layer: any Layer, gives: [TensorType]) {
    let (layer, taken) = try layer(value, at: position, after: previous)
    // The shapes that a layer gives are its own business: they are found by applying it.
    var context = ModelContext(Graph(), scope: scope)
    context.know(values)
    let tensors = taken.map { context.graph.declare("input", $0, .batch) }
    let name = layer.name ?? String(position)
    let types = try context.apply(layer, as: name, to: tensors).map { context.graph[$0].type }
    try values.give(types, of: layer, path: scope + [name])
    return (layer, types)
  }

  /// Layers that all take `input`, unless they name something else.
  func branches(_ descriptions: [JSONValue], of input: TensorType) throws(GraphError) -> [any Layer] {
    var layers: [any Layer] = []
    for (position, value) in descriptions.enumerated() {
      layers.append(try layer(value, at: position, after: [input]).layer)
    }
    return layers
  }

  /// A layer, and what it takes.
  private func layer(
    _ value: JSONValue, at position: Int, after previous: [TensorType]
  ) throws(GraphError) -> (layer: any Layer, inputs: [TensorType]) {
    var path = scope + [String(position)]
    guard case .object(var members) = value else {
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
    let inputs = try Self.names("inputs", of: &members, path)
    let outputs = try Self.names("outputs", of: &members, path)
    let taken = try inputs.isEmpty ? previous : values.values(inputs, path: path, taker: name)
    let description = LayerDescription(type: name, members: members, inputs: taken, values: values, path: path)
    try description.checkKeys(required: type.requiredKeys, optional: type.optionalKeys + ["name"])
    let layer = try type.init(description)
    return (inputs.isEmpty && outputs.isEmpty ? layer : layer.taking(inputs).giving(outputs), taken)
  }

  /// The names under a key, which is taken out: how a layer is connected is not its own business. `outputs` of a layer may be a number,
  /// which is.
  private static func names(
    _ key: String, of members: inout [String: JSONValue], _ path: [String]
  ) throws(GraphError) -> [String] {
    guard case .array(let values) = members[key] else { return [] }
    members[key] = nil
    var names: [String] = []
    for value in values {
      guard case .string(let name) = value, LayerDescription.isName(name) else {
        throw GraphError(
          layer: path.joined(separator: "."),
          "\"\(key)\" must be an array of names without spaces, and with dots between parts alone, but holds \(value.summary)")
      }
      names.append(name)
    }
    guard !names.isEmpty, Set(names).count == names.count || key == "inputs" else {
      throw GraphError(
        layer: path.joined(separator: "."), "\"\(key)\" must be an array of names, each once, but is empty or repeats one")
    }
    return names
  }
}
