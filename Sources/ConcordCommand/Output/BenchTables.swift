import Concord
import ConcordFiles

extension BenchReport {
  /// A table for each kind of thing that was timed.
  var text: String {
    var parts = ["\(backend): \(device), \(platform)".printable()]
    if let peak {
      parts.append(
        "peak: \(Format.decimal(peak.gigaflops, 1)) GFLOP/s of fma, \(Format.decimal(peak.gigabytesPerSecond, 1)) GB/s of triad"
      )
    }
    if !products.isEmpty { parts.append(productTable) }
    if !operations.isEmpty { parts.append("operations of a training step of \(title)\n\(operationTable)") }
    if !steps.isEmpty { parts.append("training step of \(title)\n\(stepTable)") }
    if !firstSteps.isEmpty { parts.append("from the start of a process to the end of its first step\n\(firstStepTable)") }
    if !kernels.isEmpty { parts.append("kernels of one training step of \(title)\n\(kernelTable)") }
    let doubts = doubts
    if !doubts.isEmpty {
      parts.append(
        "Figures to doubt; measure again when nothing else runs, or longer with --seconds:\n"
          + doubts.map { "- \($0)" }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  private var title: String { "\(model) on images of \(dataset), \(optimizer)".printable() }

  private static let workColumns: [(String, Table.Alignment)] = [
    ("median ms", .right), ("p90 ms", .right), ("GFLOP/s", .right), ("of peak", .right), ("GB/s", .right), ("of peak", .right),
  ]

  private func cells(_ work: Work) -> [String] {
    [
      Format.decimal(work.milliseconds.median, 4), Format.decimal(work.milliseconds.p90, 4),
      work.gigaflops.map { Format.decimal($0, 1) } ?? "", share(work.shareOfPeak),
      Format.decimal(work.gigabytesPerSecond, 2), share(work.shareOfBandwidth),
    ]
  }

  private func share(_ share: Double?) -> String { share.map { "\(Format.decimal($0 * 100, 1)) %" } ?? "" }

  private var productTable: String {
    var table = Table([("matrix product", .left)] + Self.workColumns)
    for product in products { table.add(["\(product.size)³"] + cells(product.work)) }
    return table.text
  }

  private var operationTable: String {
    var table = Table(
      [("operation", .left), ("inputs", .left), ("output", .left), ("in a step", .right)] + Self.workColumns)
    func text(_ shapes: [[Int]]) -> String {
      shapes.map { $0.map(String.init).joined(separator: "×") }.joined(separator: ", ")
    }
    for operation in operations {
      table.add(
        [operation.name, text(operation.inputs), text(Array(operation.outputs.prefix(1))), "\(operation.count)"]
          + cells(operation.work))
    }
    return table.text
  }

  private var stepTable: String {
    var table = Table([
      ("batch", .right), ("median ms", .right), ("p90 ms", .right), ("spread", .right), ("images/s", .right),
      ("kernels ms", .right), ("host", .right),
    ])
    for step in steps {
      table.add([
        "\(step.batchSize)", Format.decimal(step.milliseconds.median, 3), Format.decimal(step.milliseconds.p90, 3),
        share(step.milliseconds.spread), Format.grouped(Int(exactly: step.imagesPerSecond.rounded(.down)) ?? .max),
        step.kernelMilliseconds.map { Format.decimal($0, 3) } ?? "", share(step.hostShare),
      ])
    }
    return table.text
  }

  private var firstStepTable: String {
    var table = Table([("batch", .right), ("empty caches s", .right), ("filled caches s", .right)])
    for step in firstSteps {
      table.add("\(step.batchSize)", Format.decimal(step.coldSeconds, 2), Format.decimal(step.warmSeconds, 2))
    }
    return table.text
  }

  private var kernelTable: String {
    let all = kernels.reduce(0) { $0 + $1.milliseconds }
    var table = Table([("operation", .left), ("launches", .right), ("ms", .right), ("share", .right)])
    for kernels in kernels {
      table.add([
        kernels.operation, "\(kernels.launches)", Format.decimal(kernels.milliseconds, 3),
        share(all > 0 ? kernels.milliseconds / all : 0),
      ])
    }
    return table.text
  }
}
