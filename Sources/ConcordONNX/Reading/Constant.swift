/// A tensor that the file holds, or that follows from what it holds and from the shapes.
struct Constant: Sendable {
  enum Values: Sendable {
    case floats([Float])
    /// Indices, sizes and truths; nil stands for the number of samples.
    case integers([Int?])
  }

  var shape: [Int]
  var values: Values
  /// The initializer that it is, also after identities.
  var origin: String?

  init(shape: [Int], _ values: Values, origin: String? = nil) {
    (self.shape, self.values, self.origin) = (shape, values, origin)
  }

  init(_ integers: [Int?]) { self.init(shape: [integers.count], .integers(integers)) }

  var count: Int {
    switch values {
    case .floats(let values): values.count
    case .integers(let values): values.count
    }
  }

  /// Elements by their places.
  func taking(_ places: [Int], shape: [Int]) -> Constant {
    switch values {
    case .floats(let values): Constant(shape: shape, .floats(places.map { values[$0] }))
    case .integers(let values): Constant(shape: shape, .integers(places.map { values[$0] }))
    }
  }
}
