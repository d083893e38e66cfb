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

  var dimensions: [Launch.Argument] { [.dimension(samples), .dimension(channels), .dimension(positions)] }

  /// A launch with a work-item for each channel.
  func channelLaunch(_ kernel: KernelName, _ arguments: [Launch.Argument], on traits: DeviceTraits) -> Launch {
    .items(kernel, arguments, count: channels, on: traits)
  }

  /// A launch with a work-item for each plane, on GPUs a group; none where there are no planes.
  func planeLaunch(_ kernel: KernelName, _ arguments: [Launch.Argument], on traits: DeviceTraits) -> [Launch] {
    count == 0 ? [] : [.byRow(kernel, arguments, rows: count, local: 16, on: traits)]
  }

  /// Rounds of the busiest work-item, with a work-item for each plane or channel: several passes over a plane, or the samples.
  var rounds: Int { max(samples, positions / 16 + 64) }
}
