import ConcordKit

/// A place's use: from the first to the last step in which one of the tensors that follow one another in it is written or read.
struct TapeBlock {
  let byteCount: Int
  var first: Int
  var last: Int

  var rounded: Int { MemoryAlignment.roundUp(byteCount) }
}

extension MemoryTape {
  /// The numbers of the activations that steps write or read.
  var activations: [Int] {
    Set(steps.flatMap { $0.reads + $0.writes }).filter { records[$0].isActivation }.sorted()
  }

  /// The uses of places, where the output of an element-wise step takes the place of the last of its inputs that ends there.
  ///
  /// - Parameter joining: Whether outputs take such places.
  func blocks(samples: Int, joining: Bool = true) -> [TapeBlock] {
    var (first, last) = ([Int: Int](), [Int: Int]())
    for (index, step) in steps.enumerated() {
      for tensor in step.reads + step.writes {
        first[tensor] = first[tensor] ?? index
        last[tensor] = index
      }
    }
    var (blocks, blockOf) = ([TapeBlock](), [Int: Int]())
    for (index, step) in steps.enumerated() {
      for (position, tensor) in step.writes.enumerated() where records[tensor].isActivation && first[tensor] == index {
        let byteCount = records[tensor].byteCount(samples: samples)
        let end = kept.contains(tensor) ? steps.count - 1 : last[tensor] ?? index
        let ended = step.mayOverwrite.filter { last[$0] == index && !kept.contains($0) }.compactMap { blockOf[$0] }
        if joining, position == 0, let block = ended.last(where: { blocks[$0].byteCount == byteCount }) {
          blocks[block].last = end
          blockOf[tensor] = block
        } else {
          blockOf[tensor] = blocks.count
          blocks.append(TapeBlock(byteCount: byteCount, first: index, last: end))
        }
      }
    }
    return blocks
  }
}
