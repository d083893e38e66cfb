import ConcordGraph

/// What layers in a list can take by name: tensors of a graph, their types, or the memory model's.
package struct NamedValues<Value: Sendable>: Sendable {
  /// A list within another comes after it.
  private var lists: [[String: Value]] = []

  package init() {}

  /// Begins a list of layers.
  ///
  /// - Parameter names: Of `inputs`. A single one is called `input` too.
  package mutating func begin(_ inputs: [Value], named names: [String] = []) {
    var list = Dictionary(zip(names, inputs)) { first, _ in first }
    if inputs.count == 1, list["input"] == nil { list["input"] = inputs[0] }
    lists.append(list)
  }

  package mutating func end() { lists.removeLast() }

  package func map<Other>(_ transform: (Value) -> Other) -> NamedValues<Other> {
    var result = NamedValues<Other>()
    result.lists = lists.map { $0.mapValues(transform) }
    return result
  }

  /// What a layer takes.
  ///
  /// - Parameters:
  ///   - previous: What it takes where it does not say.
  ///   - path: The layer, for the message.
  /// - Throws: A name that nothing has.
  package func inputs(of layer: any Layer, after previous: [Value], path: [String]) throws(GraphError) -> [Value] {
    guard let names = (layer as? Connected)?.inputs, !names.isEmpty else { return previous }
    return try values(names, path: path, taker: layer.kind)
  }

  package func values(_ names: [String], path: [String], taker: String) throws(GraphError) -> [Value] {
    var found: [Value] = []
    for name in names {
      guard let value = lists.reversed().lazy.compactMap({ $0[name] }).first else {
        let known = Set(lists.flatMap(\.keys)).sorted().joined(separator: ", ")
        throw GraphError(
          layer: path.joined(separator: "."),
          "\(taker) takes '\(name)', but nothing before it is called so; there are: \(known)")
      }
      found.append(value)
    }
    return found
  }

  /// Names what a layer gives.
  ///
  /// - Throws: As many names as it does not give.
  package mutating func give(_ values: [Value], of layer: any Layer, path: [String]) throws(GraphError) {
    var names = (layer as? Connected)?.outputs ?? []
    if names.isEmpty, let own = path.last { names = values.count == 1 ? [own] : values.indices.map { "\(own).\($0)" } }
    guard names.count == values.count else {
      throw GraphError(
        layer: path.joined(separator: "."), "\(layer.kind) gives \(values.count) tensors, but \(names.count) names for them")
    }
    for (name, value) in zip(names, values) { lists[lists.count - 1][name] = value }
  }
}
