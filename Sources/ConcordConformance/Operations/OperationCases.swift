import ConcordKit

/// The cases of every operation of the vocabulary.
enum OperationCases {
  static let subjects: [any ConformanceSubject.Type] = [
    Activation.self,
    ActivationGradient.self,
    AdagradUpdate.self,
    AdamUpdate.self,
    Add.self,
    ArgMax.self,
    AvgPool2D.self,
    AvgPool2DGradient.self,
    BatchNorm.self,
    BatchNormApply.self,
    BatchNormGradient.self,
    BatchNormInference.self,
    BatchSum.self,
    BiasAdd.self,
    BinaryCrossEntropy.self,
    ClipFactor.self,
    Concatenate.self,
    Conv2D.self,
    Conv2DInputGradient.self,
    Conv2DWeightGradient.self,
    CorrectCount.self,
    Dropout.self,
    Embedding.self,
    EmbeddingGradient.self,
    GroupNorm.self,
    GroupNormGradient.self,
    LogSoftmax.self,
    LogSoftmaxGradient.self,
    MatMul.self,
    MaxPool2D.self,
    MaxPool2DGradient.self,
    MeanSquaredError.self,
    MomentumUpdate.self,
    Multiply.self,
    OneHot.self,
    Pad.self,
    Reduce.self,
    ReduceGradient.self,
    RMSpropUpdate.self,
    Scale.self,
    SGDUpdate.self,
    Slice.self,
    Softmax.self,
    SoftmaxCrossEntropy.self,
    SoftmaxGradient.self,
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
