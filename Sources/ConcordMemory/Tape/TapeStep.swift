import ConcordGraph

/// What an operation reads and writes.
struct TapeStep {
  var name: String
  var layer: String
  var pass: Pass
  /// By the numbers of tensors, parameters included.
  var reads: [Int]
  var writes: [Int]
  /// Those of `reads` in whose place the first of `writes` may be.
  var mayOverwrite: [Int] = []
  var fusion = Fusion.none
  /// The name of the operation that gives the first of `writes` again from what was read and the other `writes`; nil: the same
  /// operation gives all of them again.
  var again: String?
  /// For each sample.
  var multiplyAdds = 0

  /// What takes part in one pass over memory with the step after it or before it.
  enum Fusion {
    case none
    /// A product, which can apply an activation before it is written.
    case product
    /// An activation, which a product before it can apply.
    case activation
  }
}
