import ConcordABI
import ConcordFiles

/// Takes what a backend reports of a device, trusting none of it.
final class ReportedFacts {
  private(set) var facts: [DeviceFact] = []
  /// What was wrong with the first bad one.
  private(set) var problem: String?

  /// More facts are a backend that does not end.
  private static let limit = 10_000
  /// Bytes of one value; compilers' logs are long.
  private static let valueLimit = 1 << 20

  func append(_ pointer: UnsafePointer<concord_fact>) {
    guard problem == nil else { return }
    guard facts.count < Self.limit else {
      problem = "beyond \(Self.limit)"
      return
    }
    guard let size = ForeignMemory.load(UInt64.self, at: pointer) else {
      problem = "at an address where no memory is"
      return
    }
    guard size >= UInt64(MemoryLayout<concord_fact>.size), let fact = ForeignMemory.load(concord_fact.self, at: pointer) else {
      problem = "of \(size) bytes, which cannot be read"
      return
    }
    guard let name = fact.name.flatMap({ ForeignMemory.text(at: $0, limit: 512) }),
      let value = fact.value.flatMap({ ForeignMemory.text(at: $0, limit: Self.valueLimit) })
    else {
      problem = "without a name or a value that can be read"
      return
    }
    let lines = value.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable(limit: .max) }
    facts.append(DeviceFact(name.printable(limit: 512), lines.joined(separator: "\n")))
  }
}
