/// How near to PyTorch's float64 a value must be: |value − expected| ≤ relative × max(|expected|, floor × the tensor's largest
/// |expected|). A floor of 1 measures by the largest element, a floor of 0 each element by itself.
struct Agreement: Equatable {
  var relative: Double
  var floor: Double

  /// The first element that is too far off, in words; nil where all agree. NaN agrees with NaN.
  func firstDifference(_ values: [Float], _ expected: [Double]) -> String? {
    guard values.count == expected.count else { return "\(values.count) elements instead of \(expected.count)" }
    let largest = expected.lazy.filter(\.isFinite).map(abs).max() ?? 0
    for (index, (value, expected)) in zip(values, expected).enumerated() {
      if expected.isNaN ? value.isNaN : Double(value) == expected { continue }
      let error = abs(Double(value) - expected)
      // Written so that a NaN is a difference; of infinities none but the equal ones, above, agree.
      guard expected.isFinite, error <= relative * max(abs(expected), floor * largest) else {
        return "element \(index) is \(value) instead of \(expected), off by \(error)"
      }
    }
    return nil
  }
}
