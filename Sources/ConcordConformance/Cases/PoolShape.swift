import ConcordKit

/// A window on images, which the pooling operations share.
struct PoolShape {
  var window: PoolWindow
  /// Samples, channels, rows, columns.
  var x: [Int]
  /// The shape of y.
  var y: [Int]
  /// The classes of values that it is run with.
  var values: [ValueClass]

  static let all = shapes(windows)
  /// Those and windows that reach beyond images, which only a largest element knows.
  static let maximum = all + shapes(windowsBeyond)

  private static func shapes(_ windows: [PoolWindow]) -> [PoolShape] {
    windows.enumerated().flatMap { number, window in
      images.enumerated().compactMap { other, x in
        // A window may be too large for an image.
        guard let y = try? MaxPool2DOperation(window).outputTypes(for: [TensorType(x)])[0].shape else { return nil }
        // Ties and NaNs are what pools get wrong.
        let some = ValueClass.allCases.filter { ValueClass.some(number + other).contains($0) || $0 == .ties || $0 == .nans }
        return PoolShape(window: window, x: x, y: y, values: other < 2 ? ValueClass.allCases : some)
      }
    }
  }

  var parameters: CaseParameters {
    if window.ceilMode {
      return [
        "x": CaseList.text(x), "kernel": window.kernel, "stride": window.stride, "padding": window.padding, "ceil": "true",
      ]
    }
    return ["x": CaseList.text(x), "kernel": window.kernel, "stride": window.stride, "padding": window.padding]
  }

  private static let windows = [
    PoolWindow(1), PoolWindow(2), PoolWindow(2, stride: 1), PoolWindow(2, stride: 3), PoolWindow(3, stride: 2, padding: 1),
    PoolWindow(3, stride: 1, padding: 1), PoolWindow(5, stride: 2, padding: 2), PoolWindow(4, padding: 2),
  ]

  private static let windowsBeyond = [
    PoolWindow(2, ceilMode: true), PoolWindow(3, stride: 2, ceilMode: true),
    PoolWindow(3, stride: 2, padding: 1, ceilMode: true),
    PoolWindow(2, stride: 3, padding: 1, ceilMode: true), PoolWindow(7, stride: 3, ceilMode: true),
  ]

  private static let images = [
    [1, 1, 5, 5], [2, 3, 8, 9], [3, 5, 13, 7], [1, 2, 16, 17], [1, 7, 5, 33], [0, 2, 6, 6], [2, 16, 10, 10], [1, 3, 31, 64],
  ]
}
