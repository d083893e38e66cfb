/// The losses of a training's steps, of one length at most however long it is: of each step at first; where there are too many, of
/// every second step, then of every fourth, and so on.
public struct LossCurve: Sendable, Equatable {
  /// The mean loss of the batch of step 1, 1 + ``stride``, 1 + 2 · ``stride`` …
  public private(set) var values: [Float] = []
  /// Every how many steps a loss is kept.
  public private(set) var stride = 1
  /// All steps so far.
  public private(set) var stepCount = 0
  private let capacity: Int

  /// - Parameter capacity: Even.
  init(capacity: Int = 1 << 16) { self.capacity = capacity }

  /// What was kept of so many steps; nil where that cannot be.
  init?(_ values: [Float], stride: Int, stepCount: Int, capacity: Int = 1 << 16) {
    // Without overflow, whatever a file says.
    let expected = stride > 0 && stepCount >= 0 ? stepCount / stride + (stepCount.isMultiple(of: stride) ? 0 : 1) : -1
    guard values.count == expected, values.count <= capacity, stride.nonzeroBitCount == 1 else { return nil }
    self.values = values
    self.stride = stride
    self.stepCount = stepCount
    self.capacity = capacity
  }

  mutating func append(_ loss: Float) {
    defer { stepCount += 1 }
    guard stepCount.isMultiple(of: stride) else { return }
    if values.count == capacity {
      values = Swift.stride(from: 0, to: capacity, by: 2).map { values[$0] }
      stride *= 2
      guard stepCount.isMultiple(of: stride) else { return }
    }
    values.append(loss)
  }
}
