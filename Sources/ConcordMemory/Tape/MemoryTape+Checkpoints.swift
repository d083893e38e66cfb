import ConcordGraph
import ConcordKit

extension MemoryTape {
  /// The forward steps at which units start: those before which a single activation goes on.
  var units: [Int] {
    var (made, lastRead) = ([Int: Int](), [Int: Int]())
    for (index, step) in steps.enumerated() where step.pass == .forward || step.pass == .loss {
      for tensor in step.reads { lastRead[tensor] = index }
      for tensor in step.writes where records[tensor].isActivation && step.pass == .forward { made[tensor] = index }
    }
    let forward = steps.indices.filter { steps[$0].pass == .forward }
    return forward.filter { index in
      index == forward.first || made.count { $0.value < index && lastRead[$0.key, default: -1] >= index } <= 1
    }
  }

  /// Where the second and later of so many segments of equal weight start; the weight is what they make for the backward pass.
  func cuts(segments: Int, samples: Int) -> [Int] {
    let units = units
    let needed = Set(steps.filter { $0.pass == .backward }.flatMap(\.reads))
    let weights = units.indices.map { unit in
      let end = unit + 1 < units.count ? units[unit + 1] : steps.firstIndex { $0.pass != .forward } ?? steps.count
      return steps[units[unit]..<end].flatMap(\.writes).filter { needed.contains($0) && records[$0].isActivation }
        .reduce(0) { $0.addingSaturating(records[$1].byteCount(samples: samples)) }
    }
    let total = weights.reduce(0) { $0.addingSaturating($1) }
    var (cuts, sum, target) = ([Int](), 0, 1)
    for (unit, weight) in weights.enumerated().dropLast() {
      sum = sum.addingSaturating(weight)
      func isReached() -> Bool {
        target < segments && sum.multipliedSaturating(by: segments) >= total.multipliedSaturating(by: target)
      }
      if isReached() { cuts.append(units[unit + 1]) }
      while isReached() { target += 1 }
    }
    return cuts
  }

  /// This tape with steps of the backward pass that compute again what all segments but the last made and no later one reads.
  func recomputing(_ cuts: [Int]) -> MemoryTape {
    var tape = self
    var (inserted, copyOf) = ([Int: [TapeStep]](), [Int: Int]())
    for (start, end) in zip([0] + cuts, cuts) {
      var isLost: Set<Int> = []
      for step in steps[start..<end] {
        isLost.formUnion(step.again == nil ? step.writes : Array(step.writes.prefix(1)))
      }
      for step in steps[end...] where step.pass != .backward { isLost.subtract(step.reads) }
      let readers = steps.indices.filter { steps[$0].pass == .backward && !isLost.isDisjoint(with: steps[$0].reads) }
      guard let firstReader = readers.first else { continue }
      var wanted = Set(readers.flatMap { steps[$0].reads }).intersection(isLost)
      var copies: [TapeStep] = []
      for step in steps[start..<end].reversed() {
        var copy = step
        copy.pass = .recomputation
        if let again = step.again {
          copy.name = again
          copy.reads += step.writes.dropFirst()
          copy.writes = Array(step.writes.prefix(1))
          copy.mayOverwrite = []
          copy.multiplyAdds = 0
        }
        guard !wanted.isDisjoint(with: copy.writes) else { continue }
        wanted.formUnion(isLost.intersection(copy.reads))
        copies.insert(copy, at: 0)
      }
      var renamed: [Int: Int] = [:]
      for index in copies.indices {
        copies[index].reads = copies[index].reads.map { renamed[$0] ?? $0 }
        copies[index].mayOverwrite = copies[index].mayOverwrite.map { renamed[$0] ?? $0 }
        let copied = copies[index].writes.map { tape.copy($0) }
        for (tensor, copy) in zip(copies[index].writes, copied) where isLost.contains(tensor) { renamed[tensor] = copy }
        copies[index].writes = copied
      }
      copyOf.merge(renamed) { first, _ in first }
      inserted[firstReader, default: []] += copies
    }
    tape.steps = steps.enumerated().flatMap { index, step in
      var step = step
      if step.pass == .backward {
        step.reads = step.reads.map { copyOf[$0] ?? $0 }
        step.mayOverwrite = step.mayOverwrite.map { copyOf[$0] ?? $0 }
      }
      return (inserted[index] ?? []) + [step]
    }
    return tape
  }
}
