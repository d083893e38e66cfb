import Concord

/// One of several names, as a flag's value.
struct NamedChoice: Sendable {
  let names: [String]
  /// What may stand there besides, in words, and whether a text is that.
  private let others: String?
  private let isOther: @Sendable (String) -> Bool

  init(_ names: [String], or others: String? = nil, where isOther: @escaping @Sendable (String) -> Bool = { _ in false }) {
    self.names = names
    self.others = others
    self.isOther = isOther
  }

  init<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) where Choice.RawValue == String {
    self.init(Choice.allCases.map(\.rawValue))
  }

  /// The text, where it is one. The parser puts the flag and the text before the reason.
  func parse(_ text: String) throws -> String {
    guard names.contains(text) || isOther(text) else { throw CommandError("there are: \(list)") }
    return text
  }

  /// The names with commas, for help and for messages.
  var list: String { (names + (others.map { [$0] } ?? [])).joined(separator: ", ") }
}

extension NamedChoice {
  static let plan = NamedChoice(MemoryPlan.self)
  static let fitting = NamedChoice(ImageReading.Fitting.self)
  static let filter = NamedChoice(ResampleFilter.self)
  static let colour = NamedChoice(ColourMode.self)
  static let loss = NamedChoice(LossChoice.names)
  static let optimizer = NamedChoice(OptimizerOptions.names)
  static let schedule = NamedChoice(LearningRateSchedule.Decay.self)
  static let scaling = NamedChoice(LearningRateScaling.self)
  static let best = NamedChoice(BestMetric.self)
  static let onNaN = NamedChoice(NumericsOptions.names)
  static let question = NamedChoice(FitQuestion.self)
  static let model = NamedChoice(ModelZoo.entries.map(\.name), or: "the path of a .json or .onnx file") {
    ModelChoice.file($0) != nil
  }
  static let dataset = NamedChoice(DatasetCatalog.names, or: "a folder of images, by a path with a '/'") {
    $0.contains("/")
  }
}
