import ConcordKit
import ConcordNN

extension TargetWeight {
  /// The weight of so many samples.
  ///
  /// - Parameter targets: Of all of them.
  func total(_ samples: Int, _ targets: UnsafeRawBufferPointer) -> Double {
    switch self {
    case .each(let weight): weight * Double(samples)
    case .ofTargets(let weight): weight(targets)
    }
  }

  /// 1/W, the run scalar of a loss; 0 where nothing counts, so that the gradient is 0 and not NaN.
  static func scale(_ weight: Double) -> Float { weight == 0 ? 0 : Float(1 / weight) }

  /// The mean of losses; 0 where nothing counts.
  static func mean(_ total: Float, _ weight: Double) -> Float { weight == 0 && total == 0 ? 0 : total / Float(weight) }
}

extension TrainingSession {
  /// What the targets of a batch, or of a part of one, count in the mean, for each output of the model.
  ///
  /// - Parameter targets: For each output, by its name.
  public func weights(of targets: [String: HostTensor]) throws -> [Double] {
    let samples = try NamedSamples([:], [], targets, zip(model.outputs, targetTypes).map { ($0.name, $1) }, of: model)
    return samples.withUnsafeBytes { _, targets in
      zip(graph.outputs, targets).map { $0.weight.total(samples.count, $1) }
    }
  }

  /// The weights of the whole batch that a micro-batch belongs to.
  ///
  /// - Parameter given: Those of the micro-batch's own targets.
  func weights(_ part: Part, count: Int, _ given: [Double]) throws(BackendError) -> [Double] {
    if let weights = part.weights {
      guard weights.count == graph.outputs.count, weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw BackendError(
          .invalidArgument,
          "a batch has a weight, not below 0, for each of the \(graph.outputs.count) outputs, but got \(weights)")
      }
      return weights
    }
    guard count != part.batchSize else { return given }
    var weights: [Double] = []
    for (number, output) in graph.outputs.enumerated() {
      guard case .each(let weight) = output.weight else {
        throw BackendError(
          .invalidArgument,
          "the loss of '\(model.outputs[number].name)' counts targets differently, so a micro-batch of \(count) samples needs the "
            + "weights of all \(part.batchSize) of its batch: give Part the weights(of:) the batch's targets")
      }
      weights.append(weight * Double(part.batchSize))
    }
    return weights
  }
}
