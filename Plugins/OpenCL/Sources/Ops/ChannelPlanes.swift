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
  func channelLaunch(_ kernel: KernelName, _ arguments: [Launch.Argument]) -> Launch {
    Launch(kernel, arguments, items: [channels], local: [1])
  }

  /// A launch with a work-item for each plane; none where there are no planes.
  func planeLaunch(_ kernel: KernelName, _ arguments: [Launch.Argument]) -> [Launch] {
    count == 0 ? [] : [Launch(kernel, arguments, items: [count], local: [16])]
  }

  /// Rounds of the busiest work-item, with a work-item for each plane or channel: several passes over a plane, or the samples.
  var rounds: Int { max(samples, positions / 16 + 64) }
}
