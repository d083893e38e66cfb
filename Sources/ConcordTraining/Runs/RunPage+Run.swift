import ConcordData
import ConcordFiles
import ConcordKit
import ConcordMemory
import ConcordRuns

extension RunPage {
  /// The page of a run that is done.
  ///
  /// - Parameter predictions: Of the test part, in its order; none where it has no classes.
  package init(
    _ report: RunReport, _ configuration: RunConfiguration, rows: [MetricsRow], hashes: [HashRow], session: TrainingSession,
    dataset: Dataset, schedule: BatchSchedule, predictions: [Prediction]
  ) throws {
    let timeline = TimelinePicture(
      title: "Device memory of a step",
      subtitle: "\(report.model), micro-batches of \(report.microBatch), plan \(report.memory.plan)",
      timeline: session.timeline, allocated: report.memory.peakAllocated)
    self.init(
      title: "\(report.model) on \(report.dataset)",
      subtitle: "\(report.backend): \(report.device), \(report.platform) (\(report.conformance))",
      figures: Self.figures(report), charts: Self.charts(report, rows), epochs: Self.epochs(rows),
      confusion: Self.confusion(dataset, predictions), mistakes: Self.mistakes(dataset, predictions),
      trainingImages: try Self.trainingImages(dataset, schedule), predictions: try Self.predictions(dataset, predictions),
      memory: Self.memory(report.memory), timeline: timeline.svg(), settings: Self.settings(configuration),
      hashes: Self.hashes(report, hashes),
      versions: [.init("concord", ConcordVersion.text), .init("backend", "\(report.backend), \(report.conformance)")],
      command: configuration.command)
  }

  private static func figures(_ report: RunReport) -> [Figure] {
    [
      .init("test accuracy", Format.percent(report.accuracy)), .init("test loss", Format.decimal(Double(report.testLoss), 4)),
      .init("steps", Format.grouped(report.steps)), .init("parameters", Format.grouped(report.parameterCount)),
      .init("a step, median", "\(Format.decimal(report.stepMilliseconds.median, 2)) ms"),
      .init("device memory", ByteCount(report.memory.peakAllocated ?? report.memory.peak).description),
    ]
  }

  private static func charts(_ report: RunReport, _ rows: [MetricsRow]) -> [LineChart] {
    func points(_ value: (MetricsRow) -> Double?) -> [LineChart.Point] {
      rows.compactMap { row in value(row).map { .init(Double(row.step), $0) } }
    }
    let batches = report.losses.enumerated().map {
      LineChart.Point(Double(1 + $0.offset * report.lossStride), Double($0.element))
    }
    let rates = stride(from: 1, through: max(1, report.steps), by: max(1, report.steps / 300)).map { step in
      LineChart.Point(Double(step), report.learningRate * report.schedule.factor(step: UInt64(step)))
    }
    return [
      LineChart(
        title: "Loss", axis: "step",
        curves: [
          .init("training", batches, isNoisy: true), .init("validation", points { $0.validationLoss.map(Double.init) }),
          .init("test", points { $0.testLoss.map(Double.init) }),
        ], startsAtZero: true),
      LineChart(
        title: "Accuracy", axis: "step",
        // The first colour is the training's on both.
        curves: [
          .init("training", []), .init("validation", points(\.validationAccuracy)), .init("test", points(\.testAccuracy)),
        ], isShare: true),
      LineChart(title: "Learning rate", axis: "step", curves: [.init("rate", rates)], startsAtZero: true),
      LineChart(
        title: "Speed", axis: "step", curves: [.init("images a second", points(\.imagesPerSecond))], startsAtZero: true),
    ]
  }

  private static func epochs(_ rows: [MetricsRow]) -> Table? {
    guard !rows.isEmpty else { return nil }
    func number(_ value: Float?) -> String { value.map { Format.decimal(Double($0), 4) } ?? "" }
    func share(_ value: Double?) -> String { value.map { Format.percent($0) } ?? "" }
    let hasValidation = rows.contains { $0.validationLoss != nil }
    let validation = hasValidation ? ["validation loss", "accuracy"] : []
    return Table(
      header: ["epoch", "step", "training loss"] + validation + ["test loss", "accuracy", "seconds", "images/s"],
      rows: rows.map { row in
        ["\(row.epoch)", Format.grouped(row.step), number(row.trainLoss)]
          + (hasValidation ? [number(row.validationLoss), share(row.validationAccuracy)] : [])
          + [
            number(row.testLoss), share(row.testAccuracy), row.seconds.map { Format.decimal($0, 2) } ?? "",
            row.imagesPerSecond.map { Format.grouped(Int($0.rounded())) } ?? "",
          ]
      })
  }

  static func labels(_ dataset: Dataset, _ predictions: [Prediction]) -> LabelledImages? {
    guard let images = dataset.images?.test, images.count == predictions.count else { return nil }
    return predictions.allSatisfy { $0.probabilities.count == dataset.classCount } ? images : nil
  }

  private static func confusion(_ dataset: Dataset, _ predictions: [Prediction]) -> ConfusionPicture? {
    guard let images = labels(dataset, predictions), !predictions.isEmpty else { return nil }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: dataset.classCount), count: dataset.classCount)
    for (label, prediction) in zip(images.labels, predictions) { counts[Int(label)][prediction.top(1)[0]] += 1 }
    return ConfusionPicture(classNames: dataset.classNames, counts: counts)
  }

  private static let mistakeCount = 24

  /// Those of which the model was surest.
  private static func mistakes(_ dataset: Dataset, _ predictions: [Prediction]) -> [Mistake] {
    guard let images = labels(dataset, predictions) else { return [] }
    let wrong = predictions.enumerated().compactMap { place, prediction -> (place: Int, class: Int, probability: Float)? in
      let taken = prediction.top(1)[0]
      return taken == Int(images.labels[place]) ? nil : (place, taken, prediction.probabilities[taken])
    }
    let surest = wrong.sorted { ($0.probability, -$0.place) > ($1.probability, -$1.place) }.prefix(mistakeCount)
    return surest.compactMap { mistake in
      guard let bytes = try? images.pixels(of: mistake.place) else { return nil }
      return Mistake(
        image: PNGImage(planes: shown(bytes, images)[...], shape: images.imageShape),
        label: dataset.classNames[Int(images.labels[mistake.place])], predicted: dataset.classNames[mistake.class],
        probability: Double(mistake.probability))
    }
  }

  private static func memory(_ memory: MemoryReport) -> Table {
    func row(_ name: String, _ predicted: Int, _ allocated: Int?) -> [String] {
      [
        name, Format.grouped(predicted), allocated.map(Format.grouped) ?? "",
        allocated.map { Format.grouped($0 - predicted) } ?? "", ByteCount(predicted).description,
      ]
    }
    let categories = MemoryCategory.allCases.compactMap { category in
      memory.categories[category.rawValue].map { row(category.rawValue, $0.predicted, $0.allocated) }
    }
    return Table(
      header: ["bytes", "predicted", "allocated", "difference", ""],
      rows: categories + [
        row("padding", memory.padding, memory.paddingAllocated), row("all", memory.peak, memory.peakAllocated),
      ])
  }

  private static func settings(_ configuration: RunConfiguration) -> [Figure] {
    configuration.settings.sorted { $0.key < $1.key }.map { key, setting in
      .init("\(key) (\(setting.origin.rawValue))", setting.value.description)
    }
  }

  private static func hashes(_ report: RunReport, _ rows: [HashRow]) -> [Figure] {
    var figures = [Figure("parameters, SHA-256", report.parametersSHA256)]
    if let state = report.stateSHA256 { figures.append(.init("state, SHA-256", state)) }
    if let optimizer = rows.last?.optimizer { figures.append(.init("optimizer, SHA-256", optimizer)) }
    return figures
  }
}
