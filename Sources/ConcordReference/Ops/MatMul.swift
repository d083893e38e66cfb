import ConcordKit

/// c[i, j] = fma(a[i, k], b[k, j], c[i, j]) for k ascending, from +0 or from c's present value; then + bias[j]; then the
/// activation. With leading axes, for each of their places.
extension MatMul: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let (m, n, k) = dimensions(operands.inputTypes)
    let a = operands.input(0)
    let b = operands.input(1)
    let bias = bias ? operands.input(2) : nil
    let c = operands.output(0)
    let products = products(operands.inputTypes)
    return { _ in
      guard let start = c.baseAddress else { return }
      if !accumulate { c.update(repeating: 0) }
      if let a = a.baseAddress, let b = b.baseAddress {
        for product in 0..<products {
          let (a, b, c) = (a + product * m * k, b + product * k * n, start + product * m * n)
          ParallelWork.forRanges(of: n, multiple: ChainProduct.width, work: m * n * k) { columns in
            ChainProduct.add(
              to: c, m: m, n: n, k: k, columns: columns, a: { i, k0 in transposeA ? a[k0 * m + i] : a[i * k + k0] },
              b: { k0, j in transposeB ? b[j * k + k0] : b[k0 * n + j] })
          }
        }
      }
      for i in 0..<products * m {
        if let bias {
          for j in 0..<n { c[i * n + j] = c[i * n + j] + bias[j] }
        }
        if activation == .relu {
          for j in 0..<n { c[i * n + j] = ActivationFunction.rectified(c[i * n + j]) }
        }
      }
    }
  }
}
