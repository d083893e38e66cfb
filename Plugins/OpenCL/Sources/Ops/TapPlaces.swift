import ConcordKit

/// Where `convolution_places.cl` leaves the places of a filter's taps, for kernels that see no border around the images.
struct TapPlaces {
  var rows: Convolution.Axis
  var columns: Convolution.Axis
  var step: Int
  var channels: Int
  /// From a channel of the filter to the next, and from a row to the next.
  var stride: Int
  var kernelWidth: Int
  var images: BorderedImages

  func add(_ family: KernelFamily, _ tile: LocalTile, to plan: inout OperationPlan) -> LaunchArgument {
    let taps = channels * rows.taps * columns.taps
    let places = plan.workspace(4 * taps)
    if taps > 0 {
      plan.launch(
        KernelName(family, "concord_convolution_places", tile: tile.options), .items(taps, group: 16),
        [
          "places": places, "taps": .dimension(taps), "x_stride": .dimension(stride), "kernel_width": .dimension(kernelWidth),
          "first_row": .dimension(rows.first), "first_column": .dimension(columns.first), "step": .dimension(step),
          "row_taps": .dimension(rows.taps), "column_taps": .dimension(columns.taps),
          "row": .distance(rows.place - images.top), "column": .distance(columns.place - images.left),
          "row_distance": .distance(rows.tapDistance), "column_distance": .distance(columns.tapDistance),
          "height": .dimension(images.height), "width": .dimension(images.width),
        ])
    }
    return places
  }
}
