/// A tensor by name, and its axes: `w[o, c, 3, 3]`. A name stands for any size, the same wherever it comes; `rest...` as the last axis for
/// the product of all that are left.
package struct ShapePattern: Sendable, Equatable {
  enum Axis: Sendable, Equatable {
    case name(String)
    case size(Int)
    case rest(String)
  }

  package let name: String
  let axes: [Axis]

  /// - Throws: What is wrong with it, in words.
  init(_ text: String) throws(SizeExpression.Problem) {
    let form = SizeExpression.Problem(description: "'\(text.prefix(60))' is no tensor such as x[n, c] or x[count...]")
    guard text.hasSuffix("]"), let bracket = text.firstIndex(of: "[") else { throw form }
    name = String(text[..<bracket].filter { $0 != " " })
    guard Self.isName(name) else { throw form }
    let list = text[text.index(after: bracket)...].dropLast()
    var axes: [Axis] = []
    for part in list.allSatisfy({ $0 == " " }) ? [] : list.split(separator: ",", omittingEmptySubsequences: false) {
      let axis = part.filter { $0 != " " }
      if case .rest = axes.last { throw form }
      if let size = Int(axis), size >= 0 {
        axes.append(.size(size))
      } else if Self.isName(axis) {
        axes.append(.name(axis))
      } else if axis.hasSuffix("..."), Self.isName(String(axis.dropLast(3))) {
        axes.append(.rest(String(axis.dropLast(3))))
      } else {
        throw form
      }
    }
    self.axes = axes
  }

  static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isASCII, first.isLetter || first == "_" else { return false }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// Gives the names of axes their sizes in `shape`; false where it is no such shape.
  func bind(_ shape: [Int], _ sizes: inout [String: Int]) -> Bool {
    func agree(_ name: String, _ size: Int) -> Bool {
      if let known = sizes[name] { return known == size }
      sizes[name] = size
      return true
    }
    for (index, axis) in axes.enumerated() {
      if case .rest(let name) = axis {
        return agree(name, shape.dropFirst(index).reduce(1) { $0.multipliedSaturating(by: $1) })
      }
      guard index < shape.count else { return false }
      switch axis {
      case .name(let name): guard agree(name, shape[index]) else { return false }
      case .size(let size): guard size == shape[index] else { return false }
      case .rest: break
      }
    }
    return shape.count == axes.count
  }

  /// The shape of sizes that are known; nil where one is not.
  func shape(_ sizes: [String: Int]) -> [Int]? {
    var shape: [Int] = []
    for axis in axes {
      switch axis {
      case .size(let size): shape.append(size)
      case .name(let name), .rest(let name):
        guard let size = sizes[name] else { return nil }
        shape.append(size)
      }
    }
    return shape
  }
}
