import ConcordKit

/// Activations that follow one another in one place: each but the first is written over the one before by an element-wise operation.
struct ActivationBlock: Sendable, Hashable {
  /// In order; all of one size.
  var tensors: [Tensor]
  /// Bytes of each.
  let byteCount: Int
  /// The first and the last node that writes or reads one of them.
  var first: Int
  var last: Int

  /// What it takes of an arena.
  var rounded: Int { MemoryAlignment.roundUp(byteCount) }

  func livesWith(_ other: ActivationBlock) -> Bool { first <= other.last && other.first <= last }
}

extension Graph {
  /// The blocks of a phase, in the order in which they are first used.
  ///
  /// An output joins the block of the last of its operation's inputs that the operation may overwrite, that it is the last to
  /// read, and that is an activation too.
  func activationBlocks(_ phase: Phase) -> [ActivationBlock] {
    var blocks: [ActivationBlock] = []
    var numbers: [Tensor: Int] = [:]
    let lastUses = lastUses(phase)
    for (index, node) in nodes.enumerated() where node.phase == phase {
      var mayJoin: [Int: Int] = [:]
      for pair in node.definition.mayOverwrite {
        let input = storage(of: node.inputs[pair.input])
        let byteCount = self[storage(of: node.outputs[pair.output])].type.byteCount
        if let number = numbers[input], lastUses[input] == index, blocks[number].tensors.last == input,
          blocks[number].byteCount == byteCount
        {
          mayJoin[pair.output] = number
        }
      }
      for tensor in node.inputs.map(storage(of:)) where isActivation(tensor, phase) {
        if let number = numbers[tensor] { blocks[number].last = index }
      }
      for (output, tensor) in node.outputs.map(storage(of:)).enumerated() where isActivation(tensor, phase) {
        let byteCount = self[tensor].type.byteCount
        if let number = numbers[tensor] {
          blocks[number].last = index
        } else if let number = mayJoin[output] {
          blocks[number].tensors.append(tensor)
          blocks[number].last = index
          numbers[tensor] = number
        } else {
          numbers[tensor] = blocks.count
          blocks.append(ActivationBlock(tensors: [tensor], byteCount: byteCount, first: index, last: index))
        }
      }
    }
    if let end = nodes.lastIndex(where: { $0.phase == phase }) {
      for tensor in kept { if let number = numbers[tensor] { blocks[number].last = end } }
    }
    return blocks
  }

  /// The last node of a phase that uses each storage; none for those that are kept.
  private func lastUses(_ phase: Phase) -> [Tensor: Int] {
    var result: [Tensor: Int] = [:]
    for (index, node) in nodes.enumerated() where node.phase == phase {
      for tensor in node.inputs + node.outputs { result[storage(of: tensor)] = index }
    }
    for tensor in kept { result[tensor] = nil }
    return result
  }

  private func isActivation(_ storage: Tensor, _ phase: Phase) -> Bool {
    guard case .own = self[storage].storage else { return false }
    return self[storage].category == .activations && self[storage].phase == phase
  }
}
