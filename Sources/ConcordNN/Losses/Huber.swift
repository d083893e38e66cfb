import ConcordGraph
import ConcordKit

/// The mean over the elements of (y − t)² / 2 up to a distance of δ, and of δ (|y − t| − δ / 2) beyond, as PyTorch's `HuberLoss`.
public struct Huber: ElementLoss {
  /// Above 0.
  public let delta: Float
  public let target: ElementTarget

  /// `delta` is where the quadratic part ends and the linear one begins.
  public init(delta: Float = 1, target: ElementTarget = .values) {
    self.delta = delta
    self.target = target
  }

  public var name: String { "huber" }
  public var operation: any OperationDefinition { AbsoluteError(delta: delta) }

  public var description: String { (target == .oneHot ? name : name + Self.ofValues) + ", delta \(delta)" }

  public func check() throws(GraphError) {
    guard delta > 0 else { throw GraphError(layer: "loss", "huber takes a delta above 0, but got \(delta)") }
  }
}
