/// Tensors and an axis of each, for operations that move elements along an axis.
struct AxisShapes {
  var shape: [Int]
  var axis: Int

  static let all = [
    AxisShapes(shape: [1], axis: 0), AxisShapes(shape: [65], axis: 0), AxisShapes(shape: [4099], axis: 0),
    AxisShapes(shape: [3, 7], axis: 0), AxisShapes(shape: [3, 7], axis: 1), AxisShapes(shape: [33, 64], axis: 1),
    AxisShapes(shape: [17, 129], axis: 0), AxisShapes(shape: [2, 3, 5, 7], axis: 0), AxisShapes(shape: [2, 3, 5, 7], axis: 1),
    AxisShapes(shape: [2, 3, 5, 7], axis: 2), AxisShapes(shape: [2, 3, 5, 7], axis: 3), AxisShapes(shape: [4, 5, 16], axis: 1),
    AxisShapes(shape: [2, 1, 3, 1, 2, 1, 2, 2], axis: 7), AxisShapes(shape: [0, 5], axis: 1),
    AxisShapes(shape: [5, 0], axis: 0),
    AxisShapes(shape: [5, 0], axis: 1), AxisShapes(shape: [0, 5], axis: 0),
  ]

  /// The same with another size along the axis.
  func with(_ size: Int) -> [Int] {
    var shape = shape
    shape[axis] = size
    return shape
  }
}
