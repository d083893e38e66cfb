import ConcordKit

extension Operands {
  /// For an element of the first output, which element of an input stands in its place when the input is stretched to the output's
  /// shape.
  func places(_ input: Int) -> (Int) -> Int {
    let (shape, common) = (shape(input), outputShape(0))
    guard shape != common else { return { $0 } }
    let missing = common.count - shape.count
    // From the last axis to the first: its size, and how far apart in the input two elements are that are neighbours along it.
    var axes: [(size: Int, step: Int)] = []
    var step = 1
    for axis in common.indices.reversed() {
      let size = axis < missing ? 1 : shape[axis - missing]
      axes.append((common[axis], size == 1 ? 0 : step))
      step *= size
    }
    return { element in
      var (rest, place) = (element, 0)
      for axis in axes {
        place += rest % axis.size * axis.step
        rest /= axis.size
      }
      return place
    }
  }
}
