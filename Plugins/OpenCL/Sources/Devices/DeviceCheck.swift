import ConcordKit
import ConcordNumerics

/// Has a device compute what it must compute, and compares the bits.
struct DeviceCheck {
  var calls: OpenCLCalls
  var context: Context
  var queue: Queue
  var kernels: KernelLibrary
  /// Work-items that go through a row together.
  var rowGroup: Int

  /// One line for each probe that fails. Its few buffers live only as long as the check.
  ///
  /// - Parameter shown: How many wrong cases a line tells.
  func problems(_ probes: [NumericsProbe], shown: Int = 1) throws(BackendError) -> [String] {
    do throws(BackendError) {
      var problems: [String] = []
      for probe in probes {
        // A divisor of every probe's number of items.
        let item = try outputs(of: probe, "concord_probe", global: probe.expected.count, local: 8)
        if let problem = difference(item, from: probe, "", shown) { problems.append(problem) }
        guard probe.hasGroupForm else { continue }
        let group = try outputs(of: probe, "concord_probe_group", global: probe.expected.count * rowGroup, local: rowGroup)
        if let problem = difference(group, from: probe, " by work-groups", shown) { problems.append(problem) }
      }
      return problems
    } catch {
      throw BackendError(error.code, "checking the device's arithmetic: \(error.message)")
    }
  }

  private func outputs(
    of probe: NumericsProbe, _ function: String, global: Int, local: Int
  ) throws(BackendError) -> [UInt32] {
    let words = MemoryLayout<UInt32>.size
    let input = try calls.buffer(byteCount: probe.inputs.count * words, in: context)
    let output = try calls.buffer(byteCount: probe.expected.count * words, in: context)
    let name = KernelName(.probe, function)
    let kernel = try kernels.kernel(name)
    try calls.setArguments(
      ["in": .buffer(0), "out": .buffer(1), "selector": .uint(probe.function.rawValue)], of: kernel, name,
      memory: [input, output])
    let writes = PendingWrites(calls: calls)
    var result = [UInt32](repeating: 0, count: probe.expected.count)
    do throws(BackendError) {
      try write(probe.inputs, to: input, with: writes)
      try calls.start(kernel, global: [global], local: [local], on: queue)
      try calls.read(output, into: &result, on: queue)
    } catch {
      // The copy of the inputs must outlive its transfer.
      try? writes.finish(queue)
      throw error
    }
    return result
  }

  private func write(_ words: [UInt32], to memory: MemoryObject, with writes: PendingWrites) throws(BackendError) {
    let outcome = words.withUnsafeBytes { bytes in
      Result<Void, BackendError> { () throws(BackendError) in try writes.write(bytes, to: memory, at: 0, on: queue) }
    }
    try outcome.get()
  }

  private func difference(_ words: [UInt32], from probe: NumericsProbe, _ how: String, _ shown: Int) -> String? {
    let wrong = words.indices.filter { words[$0] != probe.expected[$0] }
    guard !wrong.isEmpty else { return nil }
    func hexadecimal(_ word: UInt32) -> String { "0x" + String(word, radix: 16) }
    let cases = wrong.prefix(shown).map { item in
      // Of the lane reductions an item is a row; of the others it has four words.
      let inputs =
        probe.hasGroupForm ? "" : " of " + probe.inputs.dropFirst(4 * item).prefix(4).map(hexadecimal).joined(separator: " ")
      let shownInputs = shown > 1 ? inputs : ""
      return "case \(item)\(shownInputs): \(hexadecimal(words[item])) for \(hexadecimal(probe.expected[item]))"
    }
    return
      "\(probe.function)\(how) differs in \(wrong.count) of \(words.count) cases, first in \(cases.joined(separator: ", "))"
  }
}
