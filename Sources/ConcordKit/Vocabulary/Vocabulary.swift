/// Every operation that a program can name.
public enum Vocabulary {
  public static let definitions: [any OperationDefinition.Type] = [
    Activation.self, ActivationGradient.self, AdamUpdate.self, ArgMax.self, BatchSum.self, BiasAdd.self, CorrectCount.self,
    MatMul.self, Reduce.self, SGDUpdate.self, SoftmaxCrossEntropy.self,
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: definitions.map { ($0.name, $0) })

  public static func definition(named name: String) -> (any OperationDefinition.Type)? { byName[name] }
}
