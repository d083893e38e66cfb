/// A number that says how good a model is on an evaluation's samples.
///
/// It sees every micro-batch, in order, on the host; so it is the same on every device, and for micro-batches of any size where it adds
/// sample by sample. A metric of your own is a structure with a few lines.
public protocol Metric: Sendable {
  /// What reports call it.
  var name: String { get }

  /// Takes the samples of one more micro-batch.
  mutating func add(_ samples: EvaluatedSamples)

  /// Of all samples so far; NaN where none counted.
  var value: Double { get }
}

/// What a model gave for the samples of a micro-batch, and what it should have given.
public struct EvaluatedSamples: Sendable {
  /// How many samples there are.
  public let count: Int
  /// Without the samples' axis.
  public let shape: [Int]
  /// count × shape, row-major.
  public let outputs: [Float]
  /// count × what the loss takes.
  public let target: HostTensor

  /// `outputs` has `count` arrays of `shape`, one after another.
  public init(count: Int, shape: [Int], outputs: [Float], target: HostTensor) {
    precondition(outputs.count == count * shape.reduce(1, *), "the outputs of whole samples")
    self.count = count
    self.shape = shape
    self.outputs = outputs
    self.target = target
  }

  /// Calls `body` for each label, sample by sample and position by position, with the logits of its classes, which lie along the first axis
  /// of an output. Not at all where targets are no labels.
  public func forEachLabel(_ body: (_ label: Int32, _ logits: [Float]) -> Void) {
    let positions = shape.dropFirst().reduce(1, *)
    guard case .int32(let labels) = target, let classes = shape.first, labels.count == count * positions else { return }
    for (place, label) in labels.enumerated() {
      let first = place / positions * classes * positions + place % positions
      body(label, (0..<classes).map { outputs[first + $0 * positions] })
    }
  }

  /// The class of the largest logit: the lowest of equal ones, that of the first NaN where there is one.
  public static func predictedClass(_ logits: [Float]) -> Int {
    var best = 0
    for place in logits.indices where logits[place] > logits[best] || (logits[place].isNaN && !logits[best].isNaN) {
      best = place
    }
    return best
  }
}
