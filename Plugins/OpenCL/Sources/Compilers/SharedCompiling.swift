import ConcordKit
import Synchronization

/// Compiles several programs at once. PoCL compiles one at a time in a process, whatever threads and contexts there are; so others
/// do a part of it, and whoever is free takes the next.
final class SharedCompiling {
  struct Request {
    var source: String
    var options: String
  }

  private let identity: String
  private var processes: [CompilerProcess] = []

  /// - Parameter identity: Of the device (``DeviceTraits/identity``).
  init(for identity: String) { self.identity = identity }

  /// - Parameters:
  ///   - requests: Those that take longest first.
  ///   - own: Compiles the request of this number in this process, on the caller's thread.
  /// - Returns: What other processes compiled; nil for what is `own`'s, or was not to be had.
  func compile(_ requests: [Request], own: (Int) -> Void) -> [[UInt8]?] {
    while processes.count < min(ParallelWork.cores, requests.count) - 1, let process = CompilerProcess(for: identity) {
      processes.append(process)
    }
    let next = Mutex(0)
    func take() -> Int? {
      next.withLock { next in
        defer { next += 1 }
        return next < requests.count ? next : nil
      }
    }
    let binaries = Mutex([[UInt8]?](repeating: nil, count: requests.count))
    let failed = Mutex(Set<Int>())
    ParallelWork.forRanges(of: processes.count + 1, work: .max) { range in
      for worker in range {
        while let number = take() {
          guard worker > 0 else {
            own(number)
            continue
          }
          guard let binary = processes[worker - 1].compile(requests[number].source, options: requests[number].options) else {
            failed.withLock { _ = $0.insert(worker - 1) }
            break
          }
          binaries.withLock { $0[number] = binary }
        }
      }
    }
    for index in failed.withLock({ $0.sorted(by: >) }) { processes.remove(at: index) }
    return binaries.withLock { $0 }
  }
}
