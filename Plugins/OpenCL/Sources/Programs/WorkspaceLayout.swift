import ConcordKit

/// The parts of one operation's workspace, one after the other, aligned as tensors are.
struct WorkspaceLayout {
  private let operands: Operands
  private(set) var byteCount = 0

  init(_ operands: Operands) { self.operands = operands }

  /// A part of so many words of 32 bits.
  mutating func take(_ count: Int) -> Launch.Argument {
    let part = operands.workspace(at: byteCount)
    byteCount += MemoryAlignment.roundUp(count * MemoryLayout<Float>.size)
    return part
  }
}
