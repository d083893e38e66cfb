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

  /// A number of groups of as many channels each.
  static func channels(of input: TensorType, _ name: String, divideInto groups: Int) throws(OperationError) {
    guard groups > 0, input.shape[1] % groups == 0 else {
      throw OperationError("expects \(name) with a multiple of \(groups) channels, one share for each group, but got \(input)")
    }
  }

  static func equal(_ a: TensorType, _ b: TensorType, _ names: String) throws(OperationError) {
    guard a == b else { throw OperationError("expects \(names) of one type, but got \(a) and \(b)") }
  }

  static func type(_ input: TensorType, _ expected: TensorType, _ name: String) throws(OperationError) {
    guard input == expected else { throw OperationError("expects \(name) of type \(expected), but got \(input)") }
  }

  /// `[N, C, H, W]`: any number of samples, each of at least one element, of sizes with which output sizes can be computed without
  /// overflow.
  static func image(_ input: TensorType, _ name: String) throws(OperationError) {
    guard input.rank == 4, input.shape[0] <= largestSize, input.shape.dropFirst().allSatisfy((1...largestSize).contains)
    else {
      throw OperationError("expects \(name) of rank 4 with at least one channel, row and column, but got \(input)")
    }
  }

  /// The number of places that a window takes along an axis.
  static func windows(
    over size: Int, kernel: Int, stride: Int, padding: Int, dilation: Int, _ axis: String
  ) throws(OperationError) -> Int {
    let reach = dilation * (kernel - 1) + 1
    guard size + 2 * padding >= reach else {
      throw OperationError(
        "expects an image of \(axis) at least \(reach), the reach of its kernel, but got \(size)"
          + (padding > 0 ? " with \(padding) of padding on each side" : ""))
    }
    return (size + 2 * padding - reach) / stride + 1
  }

  private static let largestSize = Int(Int32.max)

  /// A size that must not be too small.
  static func attribute(_ name: String, _ value: Int, atLeast least: Int) throws(OperationError) {
    guard (least...largestSize).contains(value) else {
      throw OperationError("attribute '\(name)' must be between \(least) and \(largestSize), but is \(value)")
    }
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
