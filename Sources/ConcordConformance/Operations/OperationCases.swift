import ConcordKit

/// The cases of every operation of the vocabulary that has a file in `Cases`.
enum OperationCases {
  static let subjects = Vocabulary.definitions.compactMap { $0 as? any ConformanceSubject.Type }

  static func all() -> [ConformanceCase] {
    subjects.flatMap { subject in
      var list = CaseList()
      subject.addCases(to: &list)
      return list.cases.map { example in
        ConformanceCase(example.name, .op, operation: subject.name) { target in try example.run(on: target) }
      }
    }
  }
}
