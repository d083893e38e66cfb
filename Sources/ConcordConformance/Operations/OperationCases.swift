import ConcordKit

/// The cases of every operation of the vocabulary.
enum OperationCases {
  static let subjects: [any ConformanceSubject.Type] = [
    Activation.self,
    ActivationGradient.self,
    AdamUpdate.self,
    Add.self,
    ArgMax.self,
    AvgPool2D.self,
    AvgPool2DGradient.self,
    BatchNormApply.self,
    BatchSum.self,
    BiasAdd.self,
    Conv2D.self,
    Conv2DInputGradient.self,
    Conv2DWeightGradient.self,
    CorrectCount.self,
    MatMul.self,
    MaxPool2D.self,
    MaxPool2DGradient.self,
    Reduce.self,
    ReduceGradient.self,
    SGDUpdate.self,
    SoftmaxCrossEntropy.self,
  ]

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
