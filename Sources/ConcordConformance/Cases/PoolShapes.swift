import ConcordKit

/// Windows and images that the pooling operations share.
enum PoolShapes {
  private static let windows = [
    PoolWindow(1), PoolWindow(2), PoolWindow(2, stride: 1), PoolWindow(2, stride: 3), PoolWindow(3, stride: 2, padding: 1),
    PoolWindow(3, stride: 1, padding: 1), PoolWindow(5, stride: 2, padding: 2), PoolWindow(4, padding: 2),
  ]

  /// Samples, channels, rows, columns.
  private static let images = [
    [1, 1, 5, 5], [2, 3, 8, 9], [3, 5, 13, 7], [1, 2, 16, 17], [1, 7, 5, 33], [0, 2, 6, 6], [2, 16, 10, 10], [1, 3, 31, 64],
  ]

  static func forEach(
    _ body: (PoolWindow, [Int], CaseParameters, [ValueClass]) -> Void
  ) {
    for (number, window) in windows.enumerated() {
      for (other, shape) in images.enumerated() where output(window, shape) != nil {
        // Ties and NaNs are what pools get wrong.
        let values = other < 2 ? ValueClass.allCases : Array(Set(ValueClass.some(number + other) + [.ties, .nans]))
        body(
          window, shape,
          ["x": CaseList.text(shape), "kernel": window.kernel, "stride": window.stride, "padding": window.padding],
          values.sorted { $0.rawValue < $1.rawValue })
      }
    }
  }

  /// The shape of y, or nil where the window is too large for the image.
  static func output(_ window: PoolWindow, _ shape: [Int]) -> [Int]? {
    try? MaxPool2D(window).outputTypes(for: [TensorType(shape)])[0].shape
  }
}
