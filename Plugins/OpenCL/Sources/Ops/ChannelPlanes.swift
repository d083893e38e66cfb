import ConcordKit

/// The planes of x [N, C, …] that a batch normalisation goes through.
struct ChannelPlanes {
  let samples: Int
  let channels: Int
  let positions: Int

  init(_ operands: Operands) {
    let batch = operands.batch(0)
    (channels, positions) = (batch.channels, batch.positions)
    // Samples without positions add nothing.
    samples = positions > 0 ? batch.samples : 0
  }

  var count: Int { samples * channels }

  /// A launch with a work-item for each channel.
  func addChannels(_ kernel: KernelName, to plan: inout OperationPlan, _ arguments: LaunchArguments) {
    plan.launch(kernel, .items(channels), arguments)
  }

  /// A launch with a work-item for each plane, on GPUs a group; none where there are no planes.
  func addPlanes(_ kernel: KernelName, to plan: inout OperationPlan, _ arguments: LaunchArguments) {
    if count > 0 { plan.launch(kernel, .rows(count, group: 16), arguments) }
  }

  /// Rounds of the busiest work-item, with a work-item for each plane or channel: several passes over a plane, or the samples.
  var rounds: Int { max(samples, positions / 16 + 64) }

  /// What all kernels know of them.
  var ofPlanes: LaunchArguments {
    ["planes": .dimension(count), "channels": .dimension(channels), "positions": .dimension(positions)]
  }

  var ofSamples: LaunchArguments {
    ["samples": .dimension(samples), "channels": .dimension(channels), "positions": .dimension(positions)]
  }
}
