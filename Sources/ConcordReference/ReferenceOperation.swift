import ConcordKit

/// One operation on its memory, ready to run with each run's scalars.
typealias ReferenceStep = (RunScalars) -> Void

/// An operation that the reference defines: its file in `Ops` states its meaning.
protocol ReferenceOperation: OperationDefinition {
  func bind(_ operands: Operands) -> ReferenceStep
}

/// Every operation that the reference defines.
enum ReferenceOperations {
  static let all: [any ReferenceOperation.Type] = [
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

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  static func definition(of operation: Operation, at index: Int) throws(BackendError) -> any ReferenceOperation {
    guard let type = byName[operation.name] else {
      throw BackendError(.unsupported, "the reference backend has no operation '\(operation.name)'", operation: index)
    }
    do throws(OperationError) {
      return try type.init(attributes: operation.attributes)
    } catch {
      throw BackendError(.invalidArgument, "\(operation.name) \(error.message)", operation: index)
    }
  }
}
