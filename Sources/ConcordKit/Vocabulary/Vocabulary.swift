/// Every operation that a program can name.
public enum Vocabulary {
  /// Every operation, once.
  public static let definitions: [any OperationDefinition.Type] = [
    AbsoluteError.self,
    Activation.self,
    ActivationGradient.self,
    AdagradUpdate.self,
    AdamUpdate.self,
    Add.self,
    ArgMax.self,
    AvgPool2DOperation.self,
    AvgPool2DGradient.self,
    BatchNorm.self,
    BatchNormApply.self,
    BatchNormGradient.self,
    BatchNormInference.self,
    BatchSum.self,
    BiasAdd.self,
    BinaryCrossEntropyOperation.self,
    ClipFactor.self,
    Concatenate.self,
    Conv2DOperation.self,
    Conv2DInputGradient.self,
    Conv2DWeightGradient.self,
    CorrectCount.self,
    DenseCrossEntropy.self,
    DropoutOperation.self,
    EmbeddingOperation.self,
    EmbeddingGradient.self,
    GroupNormOperation.self,
    GroupNormGradient.self,
    LogSoftmaxOperation.self,
    LogSoftmaxGradient.self,
    LossGradient.self,
    MatMul.self,
    MaxPool2DOperation.self,
    MaxPool2DGradient.self,
    MeanSquaredErrorOperation.self,
    MomentumUpdate.self,
    Multiply.self,
    OneHot.self,
    Pad.self,
    PermuteOperation.self,
    Recurrence.self,
    RecurrenceGradient.self,
    Reduce.self,
    ReduceGradient.self,
    RMSpropUpdate.self,
    Scale.self,
    SGDUpdate.self,
    Slice.self,
    SoftmaxOperation.self,
    SoftmaxCrossEntropy.self,
    SoftmaxGradient.self,
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: definitions.map { ($0.name, $0) })

  /// The operation of this name, `nil` where there is none; ``OwnKernel`` too, which brings its definition along.
  public static func definition(named name: String) -> (any OperationDefinition.Type)? {
    name == OwnKernel.name ? OwnKernel.self : byName[name]
  }
}
