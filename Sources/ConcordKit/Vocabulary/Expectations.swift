/// Checks that definitions share, so that every message has one form: what was expected, what came.
enum Expectation {
  static func count(_ inputs: [TensorType], _ count: Int, _ names: String) throws(OperationError) {
    guard inputs.count == count else {
      throw OperationError("expects \(count) inputs (\(names)), but got \(inputs.count)")
    }
  }

  static func float32(_ inputs: [TensorType]) throws(OperationError) {
    for input in inputs where input.element != .float32 {
      throw OperationError("expects float32 tensors, but got \(input)")
    }
  }

  static func rank(_ input: TensorType, _ rank: Int, _ name: String) throws(OperationError) {
    guard input.rank == rank else {
      throw OperationError("expects \(name) of rank \(rank), but got \(input)")
    }
  }

  /// `[N, C, …]`: at least samples and channels.
  static func samplesAndChannels(_ input: TensorType, _ name: String) throws(OperationError) {
    guard input.rank >= 2 else {
      throw OperationError("expects \(name) of shape [samples, channels, …], but got \(input)")
    }
  }

  static func equal(_ a: TensorType, _ b: TensorType, _ names: String) throws(OperationError) {
    guard a == b else { throw OperationError("expects \(names) of one type, but got \(a) and \(b)") }
  }

  static func type(_ input: TensorType, _ expected: TensorType, _ name: String) throws(OperationError) {
    guard input == expected else { throw OperationError("expects \(name) of type \(expected), but got \(input)") }
  }

  /// A hyperparameter that must be a finite number in a range.
  static func attribute(
    _ name: String, _ value: Float, in range: ClosedRange<Float>
  ) throws(OperationError) {
    guard range.contains(value) else {
      throw OperationError("attribute '\(name)' must be between \(range.lowerBound) and \(range.upperBound), but is \(value)")
    }
  }
}
