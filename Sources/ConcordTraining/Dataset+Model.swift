import ConcordData
import ConcordKit
import ConcordNN

extension Dataset {
  /// - Throws: `invalidArgument` where its samples are not what model and losses take: another number of inputs or targets, another
  ///   name, element type or shape.
  func check(for session: TrainingSession) throws(BackendError) {
    try Self.check(train, dataset: name, session)
  }

  static func check(_ source: any DataSource, dataset: String, _ session: TrainingSession) throws(BackendError) {
    let model = session.model
    let inputs = model.inputs.map { SampleField($0.shape, $0.element, name: $0.name) }
    let targets = zip(model.outputs, session.targetTypes).map {
      SampleField(Array($1.shape.dropFirst()), $1.element, name: $0.name)
    }
    for (what, given, wanted) in [("inputs", source.inputs, inputs), ("targets", source.targets, targets)] {
      let fits =
        given.count == wanted.count
        && zip(given, wanted).allSatisfy {
          $0.shape == $1.shape && $0.element == $1.element && ($0.name == nil || $0.name == $1.name)
        }
      guard fits else {
        throw BackendError(
          .invalidArgument,
          "the model '\(model.name)' takes for each sample the \(what) \(list(wanted)), but those of '\(dataset)' have \(list(given))"
        )
      }
    }
  }

  private static func list(_ fields: [SampleField]) -> String { fields.map(\.description).joined(separator: ", ") }
}
