/// Every operation that a program can name.
public enum Vocabulary {
  public static let definitions: [any OperationDefinition.Type] = [
    Activation.self,
    ActivationGradient.self,
    AdagradUpdate.self,
    AdamUpdate.self,
    Add.self,
    ArgMax.self,
    AvgPool2D.self,
    AvgPool2DGradient.self,
    BatchNorm.self,
    BatchNormGradient.self,
    BatchNormInference.self,
    BatchSum.self,
    BiasAdd.self,
    BinaryCrossEntropy.self,
    ClipFactor.self,
    Conv2D.self,
    Conv2DInputGradient.self,
    Conv2DWeightGradient.self,
    CorrectCount.self,
    GroupNorm.self,
    GroupNormGradient.self,
    LogSoftmax.self,
    LogSoftmaxGradient.self,
    MatMul.self,
    MaxPool2D.self,
    MaxPool2DGradient.self,
    MeanSquaredError.self,
    MomentumUpdate.self,
    OneHot.self,
    Reduce.self,
    ReduceGradient.self,
    RMSpropUpdate.self,
    Scale.self,
    SGDUpdate.self,
    Softmax.self,
    SoftmaxCrossEntropy.self,
    SoftmaxGradient.self,
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: definitions.map { ($0.name, $0) })

  public static func definition(named name: String) -> (any OperationDefinition.Type)? { byName[name] }
}
