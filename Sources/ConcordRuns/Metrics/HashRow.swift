import ConcordFiles

/// What a run was after a step, as SHA-256: what anybody who runs the steps again must arrive at.
public struct HashRow: Sendable, Equatable {
  /// The step after which they were taken.
  public var step: Int
  /// The SHA-256 of all parameters, in hex.
  public var parameters: String
  /// Of what layers keep without learning it; nil where they keep nothing.
  public var state: String?
  /// Of what the optimizer keeps; nil where it keeps nothing.
  public var optimizer: String?

  /// Hashes after a step, `nil` where nothing of the kind is there.
  public init(step: Int, parameters: String, state: String?, optimizer: String?) {
    self.step = step
    self.parameters = parameters
    self.state = state
    self.optimizer = optimizer
  }

  static let csvHeader = "step,parameters,state,optimizer\n"

  var csv: String { "\(step),\(parameters),\(state ?? ""),\(optimizer ?? "")\n" }

  /// Nil for what is no such row.
  init?(csv line: ArraySlice<UInt8>) {
    let cells = String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    func hash(_ cell: String) -> String? { cell.isEmpty ? nil : cell }
    func isHash(_ cell: String) -> Bool { cell.utf8.count == 64 && cell.allSatisfy { $0.isHexDigit && !$0.isUppercase } }
    guard cells.count == 4, let step = Int(cells[0]), step >= 0, isHash(cells[1]),
      cells[2...].allSatisfy({ $0.isEmpty || isHash($0) })
    else { return nil }
    self.init(step: step, parameters: cells[1], state: hash(cells[2]), optimizer: hash(cells[3]))
  }
}
