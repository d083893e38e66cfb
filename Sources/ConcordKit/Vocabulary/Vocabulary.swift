/// Every operation that a program can name.
public enum Vocabulary {
  public static let definitions: [any OperationDefinition.Type] = [
    Activation.self,
    ActivationGradient.self,
    AdamUpdate.self,
    Add.self,
    ArgMax.self,
    AvgPool2D.self,
    AvgPool2DGradient.self,
    BatchSum.self,
    BiasAdd.self,
    Concatenate.self,
    Conv2D.self,
    Conv2DInputGradient.self,
    Conv2DWeightGradient.self,
    CorrectCount.self,
    Dropout.self,
    Embedding.self,
    EmbeddingGradient.self,
    MatMul.self,
    MaxPool2D.self,
    MaxPool2DGradient.self,
    Multiply.self,
    Pad.self,
    Reduce.self,
    ReduceGradient.self,
    SGDUpdate.self,
    Slice.self,
    SoftmaxCrossEntropy.self,
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: definitions.map { ($0.name, $0) })

  public static func definition(named name: String) -> (any OperationDefinition.Type)? { byName[name] }
}
