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

/// The same, ready for a device.
struct PlannedOperation {
  var launches: [PlannedLaunch]
  var workspaceByteCount: Int

  init(_ plan: OperationPlan, on traits: DeviceTraits) throws(BackendError) {
    workspaceByteCount = plan.workspaceByteCount
    launches = []
    launches.reserveCapacity(plan.launches.count)
    for launch in plan.launches { launches.append(try PlannedLaunch(launch, on: traits)) }
  }
}
