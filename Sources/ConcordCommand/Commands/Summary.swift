import ArgumentParser
import Concord

struct Summary: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints a model's layers, shapes, parameters and multiply-adds.")

  @OptionGroup var choice: ModelOptions
  @OptionGroup var common: CommonOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Images in a batch.", valueName: "n"), transform: Limits.batches.parse)
  var batchSize: Int?

  private struct Report: Encodable {
    struct Layer: Encodable {
      var name: String
      var kind: String
      var outputShapes: [[Int]]
      var parameters: Int
      var multiplyAdds: Int
    }

    struct End: Encodable {
      var name: String
      var element: String
      var shape: [Int]
    }

    var model: String
    var inputs: [End]
    var outputs: [End]
    var layers: [Layer]
    var parameters: Int
    var multiplyAdds: Int
  }

  func run() async throws {
    Log.start(verbose: common.verbose)
    let settings = try Settings.load(flag: common.config)
    let model = try choice.resolve(settings)
    let batchSize = batchSize ?? settings.batchSize ?? 1
    try Limits.batches.check(batchSize, "batch-size")
    let layers = try model.summary(batchSize: batchSize)
    let report = Report(
      model: model.name,
      inputs: model.inputs.map { Report.End(name: $0.name, element: "\($0.element)", shape: [batchSize] + $0.shape) },
      outputs: model.outputs.map { Report.End(name: $0.name, element: "f32", shape: [batchSize] + $0.shape) },
      layers: layers.map {
        Report.Layer(
          name: $0.name, kind: $0.kind, outputShapes: $0.outputShapes, parameters: $0.parameterCount,
          multiplyAdds: $0.multiplyAdds)
      },
      parameters: layers.reduce(0) { $0.addingSaturating($1.parameterCount) },
      multiplyAdds: layers.reduce(0) { $0.addingSaturating($1.multiplyAdds) })
    print(common.json ? try ReportEncoder.encode(report) : text(report))
  }

  private func text(_ report: Report) -> String {
    func shape(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " × ") }
    var table = Table([
      ("layer", .left), ("kind", .left), ("output", .left), ("parameters", .right), ("multiply-adds", .right),
    ])
    for input in report.inputs { table.add(input.name, "input \(input.element)", shape(input.shape), "", "") }
    for layer in report.layers {
      table.add(
        layer.name, layer.kind, layer.outputShapes.map(shape).joined(separator: ", "), Format.grouped(layer.parameters),
        Format.grouped(layer.multiplyAdds))
    }
    for output in report.outputs { table.add(output.name, "output", shape(output.shape), "", "") }
    table.add("all", "", "", Format.grouped(report.parameters), Format.grouped(report.multiplyAdds))
    return "\(Format.name(report.model))\n\(table.text)"
  }
}
