import Concord

extension MemoryReport.Packing {
  /// How near the places are to the best, in words.
  var text: String {
    let more = lowerBound > 0 ? Double(byteCount) / Double(lowerBound) - 1 : 0
    return "activations with their padding: \(Format.grouped(byteCount)) bytes, \(Format.percent(more)) more than the "
      + "\(Format.grouped(lowerBound)) that live at one operation"
  }
}

extension MemoryReport {
  /// What the plan computes a second time, in words; nil where it does nothing twice.
  var recomputation: String? {
    extraMultiplyAdds > 0
      ? "computed again in the backward pass: \(Format.percent(extraMultiplyAdds)) of the multiply-adds" : nil
  }

  /// A row for each category: predicted, and allocated with the difference where something was allocated.
  var table: String {
    let measured = peakAllocated != nil
    let columns = [("bytes", Table.Alignment.left), ("predicted", .right)]
    let more: [(String, Table.Alignment)] = measured ? [("allocated", .right), ("difference", .right)] : []
    var table = Table(columns + more + [("", .left)])
    func row(_ name: String, _ predicted: Int, _ allocated: Int?) {
      let readable = Format.bytes(predicted)
      if let allocated {
        table.add(
          name, Format.grouped(predicted), Format.grouped(allocated), Format.grouped(allocated - predicted), readable)
      } else {
        table.add(name, Format.grouped(predicted), readable)
      }
    }
    for category in MemoryCategory.allCases {
      guard let values = categories[category.rawValue] else { continue }
      row(category.rawValue, values.predicted, values.allocated)
    }
    row("padding", padding, paddingAllocated)
    row("all", peak, peakAllocated)
    guard let derivedLayers else { return table.text }
    return table.text + "\nderived from the step's graph: no formula for \(derivedLayers.joined(separator: ", "))"
  }

  /// A row for each layer.
  var layerTable: String {
    var table = Table([
      ("layer", .left), ("kind", .left), ("parameters", .right), ("", .right), ("activations", .right), ("", .right),
    ])
    for layer in layers ?? [] {
      table.add(
        layer.name, layer.derived == true ? "\(layer.kind), derived" : layer.kind,
        Format.grouped(layer.parameters), Format.bytes(layer.parameters),
        Format.grouped(layer.activations), Format.bytes(layer.activations))
    }
    return table.text
  }
}
