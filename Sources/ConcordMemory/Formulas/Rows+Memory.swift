import ConcordNN

extension Rows: MemoryFormula {
  /// Nothing of one channel; else a copy, and one of the gradient.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let (channels, rows, columns) = (x.shape[0], x.shape[1], x.shape[2])
    let y = channels == 1 ? x : tape.permute(x, to: [rows, channels, columns])
    return y.view([rows, channels * columns])
  }
}
