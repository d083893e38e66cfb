import ConcordKit

/// What an operation is on a device: launches, one after the other, and the scratch memory that they share.
struct OperationPlan {
  /// None where there is nothing to compute.
  var launches: [Launch] = []
  private(set) var workspaceByteCount = 0
  private let operands: Operands

  init(_ operands: Operands) { self.operands = operands }

  /// A part of the workspace, of so many words of 32 bits. Parts lie one after the other, aligned as tensors are.
  mutating func workspace(_ count: Int) -> LaunchArgument {
    let start = MemoryAlignment.roundUp(workspaceByteCount)
    if count > 0 { workspaceByteCount = start + count * MemoryLayout<Float>.size }
    return operands.workspace(at: start)
  }

  mutating func launch(_ kernel: KernelName, _ share: WorkShare, _ arguments: LaunchArguments) {
    launches.append(Launch(kernel, share, arguments))
  }
}

/// What an operation of a program is on a device: launches of the library's kernels, or a kernel that the program brings along.
enum OperationKernels {
  case planned(PlannedOperation)
  case own(OwnKernel)

  var workspaceByteCount: Int {
    switch self {
    case .planned(let plan): plan.workspaceByteCount
    case .own(let own): own.scratchByteCount
    }
  }

  /// Of the library's kernels.
  var launches: [PlannedLaunch] { if case .planned(let plan) = self { plan.launches } else { [] } }
}

/// The same, ready for a device.
struct PlannedOperation {
  var launches: [PlannedLaunch]
  var workspaceByteCount: Int

  /// - Parameter work: Of all its launches together.
  init(_ plan: OperationPlan, _ work: WorkEstimate, on traits: DeviceTraits) throws(BackendError) {
    workspaceByteCount = plan.workspaceByteCount
    launches = []
    launches.reserveCapacity(plan.launches.count)
    for launch in plan.launches { launches.append(try PlannedLaunch(launch, on: traits)) }
    guard let limit = traits.launchLimit else { return }
    let seconds = work.seconds(on: traits)
    guard seconds > limit else { return }
    // Which of its kernels takes how much of it is not known, so each is cut as if it took all; but launches of one kernel share it.
    let counts = Dictionary(grouping: launches, by: \.kernel).mapValues(\.count)
    for index in launches.indices {
      let pieces = seconds / limit / Double(counts[launches[index].kernel] ?? 1)
      launches[index].pieceCount = Int(min(pieces.rounded(.up), Double(Int32.max)))
    }
  }
}
