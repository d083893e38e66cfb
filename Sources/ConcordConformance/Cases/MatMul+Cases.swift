import ConcordKit

extension MatMul: ConformanceSubject {
  /// M, N and K around the tiles of kernels; each of them is 0 once.
  private static let shapes = [
    [1, 1, 1], [2, 3, 5], [1, 7, 31], [7, 1, 13], [11, 13, 1], [8, 32, 16], [12, 32, 64], [13, 33, 65], [9, 31, 63],
    [24, 64, 17],
    [25, 65, 127], [5, 129, 128], [63, 7, 129], [64, 64, 64], [65, 63, 33], [31, 97, 257], [128, 10, 84], [3, 128, 784],
    [0, 3, 4], [3, 0, 4], [3, 4, 0],
  ]

  private static let variants: [(String, MatMul)] = [
    ("plain", MatMul()), ("bias", MatMul(bias: true)), ("relu", MatMul(activation: .relu)),
    ("bias+relu", MatMul(bias: true, activation: .relu)), ("accumulate", MatMul(accumulate: true)),
  ]

  /// Leading axes, then M, N and K.
  private static let several: [([Int], [Int])] = [
    ([1], [1, 1, 1]), ([3], [2, 3, 5]), ([2, 3], [13, 33, 65]), ([7], [65, 64, 17]), ([5], [9, 31, 300]),
    ([2, 1, 2], [8, 5, 64]),
    ([0], [2, 3, 4]), ([2], [0, 3, 4]), ([2], [3, 4, 0]),
  ]

  static func addCases(to list: inout CaseList) {
    var number = 0
    for shape in shapes {
      for (name, variant) in variants {
        for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
          var product = variant
          (product.transposeA, product.transposeB) = (transposeA, transposeB)
          number += 1
          // Every class on a plain product of each shape; else each class somewhere.
          let values = name == "plain" && !transposeA && transposeB ? ValueClass.allCases : ValueClass.some(number)
          add(product, name, shape, values, to: &list)
        }
      }
    }
    add(MatMul(transposeB: true), "plain", [130, 200, 400], [.normal, .mixed], to: &list)
    for (leading, shape) in several {
      for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
        let (name, variant) = variants[number % variants.count]
        for (name, variant) in name == "plain" ? [(name, variant)] : [("plain", MatMul()), (name, variant)] {
          var product = variant
          (product.transposeA, product.transposeB) = (transposeA, transposeB)
          number += 1
          add(product, name, shape, leading: leading, ValueClass.some(number), to: &list)
        }
      }
    }
  }

  private static func add(
    _ product: MatMul, _ variant: String, _ shape: [Int], leading: [Int] = [], _ values: [ValueClass], to list: inout CaseList
  ) {
    let (m, n, k) = (shape[0], shape[1], shape[2])
    var inputs: [CaseInput] = [
      .values(leading + (product.transposeA ? [k, m] : [m, k])), .values(leading + (product.transposeB ? [n, k] : [k, n])),
    ]
    if product.bias { inputs.append(.values([n])) }
    if product.accumulate { inputs.append(.values(leading + [m, n])) }
    let layout = (product.transposeA ? "km" : "mk", product.transposeB ? "nk" : "kn")
    list.add(
      product,
      leading.isEmpty
        ? ["m": m, "n": n, "k": k, "a": layout.0, "b": layout.1, "with": variant]
        : ["of": CaseList.text(leading), "m": m, "n": n, "k": k, "a": layout.0, "b": layout.1, "with": variant],
      inputs: inputs, values: values)
  }
}
