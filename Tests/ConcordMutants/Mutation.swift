import ConcordKit

/// One way to be wrong, which the conformance suite must find.
package struct Mutation: Sendable, CustomStringConvertible {
  /// `matmul-unfused`.
  package let name: String
  /// What the mutated backend does.
  package let summary: String
  /// The operation that it changes; nil: all, or none.
  package let operation: String?
  let change: Change

  enum Change: Sendable {
    /// What an operation leaves behind.
    case run(@Sendable (inout MutatedRun) -> Void)
    /// What its inputs look like to an operation.
    case inputs(@Sendable ([UInt32]) -> [UInt32])
    /// What a call does.
    case call(CallFault)
  }

  init(_ name: String, _ summary: String, _ operation: String? = nil, _ run: @escaping @Sendable (inout MutatedRun) -> Void) {
    self.init(name, summary, operation, .run(run))
  }

  init(_ name: String, _ summary: String, _ operation: String? = nil, _ change: Change) {
    self.name = name
    self.summary = summary
    self.operation = operation
    self.change = change
  }

  package var description: String { name }

  /// Every mutation.
  package static let all =
    products + convolutions + pools + sums + normalizations + classifications + losses + elements
    + movements + sequences + updates + memory + calls + lastBits
}

/// Mistakes in calls.
enum CallFault: Sendable {
  case leakedBuffers, garbageInNewBuffers, emptyBuffersAccepted, absurdBuffersAccepted, wrongBufferSize
  case transfersClamped, lateWrites, lateReads
  case wrongErrorCode, noOperationIndex, unknownAttributesAccepted, foreignBuffersAccepted, emptyTensorsRefused
  case scalarsOfTheFirstRun, resultsOfTheFirstRun, compileRuns
  case absurdWorkspace, changingWorkspace, workspaceOverrun
  case devicesChange, anyDeviceOpens, noLimit, conformanceUnknown
  case callerRoundsUp, callerBlocksSignals
}
