/// Samples to train on or to test with, read one at a time: from memory, from disk as they are needed, or made up on the spot.
///
/// A training run asks for every sample once an epoch, several at once from several threads. What a sample is may depend on its
/// index, and on the epoch and the seed that `SampleMemory` names, and on nothing else: so the bits of a run do not depend on
/// how many threads read.
public protocol DataSource: Sendable {
  /// Number of samples, at least 1.
  var count: Int { get }
  /// What a sample has for each input of a model, in the order of the model's inputs.
  var inputs: [SampleField] { get }
  /// What a sample has for each output of a model, in the order of the model's outputs: the number of its class where nothing
  /// else is said.
  var targets: [SampleField] { get }

  /// Writes every element of a sample.
  ///
  /// - Parameters:
  ///   - index: 0 … `count` − 1.
  ///   - sample: Where the sample is written.
  /// - Throws: Why the sample cannot be had, with the file at fault; the run ends with it.
  func read(_ index: Int, into sample: SampleMemory) throws
}

extension DataSource {
  public var targets: [SampleField] { [.label] }
}
