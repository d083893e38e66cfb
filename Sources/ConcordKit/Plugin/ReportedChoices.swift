import ConcordABI
import ConcordFiles

/// Takes what a backend reports of its choices, trusting none of it.
final class ReportedChoices {
  private let operationCount: Int
  private(set) var choices: [TunedChoice] = []
  /// What was wrong with the first bad one.
  private(set) var problem: String?

  init(operationCount: Int) { self.operationCount = operationCount }

  func append(_ pointer: UnsafePointer<concord_choice>) {
    guard problem == nil else { return }
    guard let size = ForeignMemory.load(UInt64.self, at: pointer) else {
      problem = "at an address where no memory is"
      return
    }
    guard size >= UInt64(MemoryLayout<concord_choice>.size),
      let choice = ForeignMemory.load(concord_choice.self, at: pointer)
    else {
      problem = "of \(size) bytes, which cannot be read"
      return
    }
    guard Int(choice.op_index) < operationCount else {
      problem = "for operation \(choice.op_index), which the program does not have"
      return
    }
    guard choice.seconds >= 0, choice.seconds.isFinite else {
      problem = "that takes \(choice.seconds) seconds"
      return
    }
    choices.append(
      TunedChoice(
        operation: Int(choice.op_index), subject: Self.text(choice.subject), choice: Self.text(choice.choice),
        seconds: choice.seconds))
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.flatMap { ForeignMemory.text(at: $0, limit: 512) }?.printable(limit: 512) ?? "unnamed"
  }
}
