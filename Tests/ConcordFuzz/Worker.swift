import Foundation

/// Tries inputs in this process, each within its memory and its time. A signal, a trap or a limit ends the process; the number of the
/// input that did it is in the file `at`.
struct Worker {
  let inputs: Inputs
  let folder: URL

  /// Of memory, beside eight times the input and what its header promises.
  private static let memory = 64 << 20
  private static let seconds: UInt32 = 10

  func run(_ numbers: Range<Int>) throws {
    let at = open(folder.appendingPathComponent("at").path, O_WRONLY | O_CREAT, 0o600)
    let work = folder.appendingPathComponent("input")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    // What is made once, such as tables and data sets, is no input's: the seed itself is read before.
    if let first = numbers.first, let path = try? inputs.writeSeed(first, into: work) { try? inputs.target.parse(path) }
    let parent = getppid()
    var soundCount = 0
    for number in numbers {
      // Who waits for this may have been killed.
      guard getppid() == parent else { return }
      var text = Array("\(number)\n".utf8)
      text += [UInt8](repeating: 0x20, count: max(0, 24 - text.count))
      _ = pwrite(at, text, text.count, 0)
      switch try attempt(number, in: work) {
      case .sound: soundCount += 1
      case .refused: break
      case .wrong(let problem):
        print("\(number)\t\(problem)")
        fflush(nil)
      }
    }
    let last = Array("done \(soundCount)\n".utf8)
    _ = pwrite(at, last, last.count, 0)
  }

  private enum Outcome {
    case sound
    case refused
    /// What is wrong with how it was refused.
    case wrong(String)
  }

  private func attempt(_ number: Int, in work: URL) throws -> Outcome {
    let bytes = inputs.bytes(number)
    let path = try inputs.write(number, bytes, into: work)
    setMemoryLimit(Self.addressSpace() + Self.memory + 8 * inputs.size(bytes) + inputs.target.promise(bytes))
    alarm(Self.seconds)
    defer {
      alarm(0)
      setMemoryLimit(nil)
    }
    do {
      try inputs.target.parse(path)
      return .sound
    } catch {
      let text = "\(error)"
      if text.isEmpty { return .wrong("the error says nothing") }
      if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
        return .wrong("the error is not one plain line")
      }
      return text.utf8.count > 8000 ? .wrong("the error has \(text.utf8.count) bytes") : .refused
    }
  }

  /// The soft limit, which can be raised again; nil: none.
  private func setMemoryLimit(_ bytes: Int?) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    limit.rlim_cur = bytes.map { min(rlim_t($0), limit.rlim_max) } ?? limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }

  private static func addressSpace() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (text.split(separator: " ").first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
