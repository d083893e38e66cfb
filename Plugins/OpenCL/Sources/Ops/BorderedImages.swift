import ConcordKit

/// Images [N, C, height, width] with zeros around them, `top` rows above and `left` columns before, in `rows` and `columns` in all.
struct BorderedImages {
  var height: Int
  var width: Int
  var top: Int
  var left: Int
  var rows: Int
  var columns: Int

  /// - Throws: Where one sample has more elements than kernels count.
  init(_ shape: [Int], top: Int, left: Int, rows: Int, columns: Int) throws(OperationError) {
    (height, width) = (shape[2], shape[3])
    (self.top, self.left, self.rows, self.columns) = (top, left, rows, columns)
    let (area, areaOverflow) = rows.multipliedReportingOverflow(by: columns)
    let (sample, sampleOverflow) = area.multipliedReportingOverflow(by: max(1, shape[1]))
    guard !areaOverflow, !sampleOverflow, sample <= OpenCLOperations.maximumCount else {
      throw OperationError(
        "pads a sample to \(shape[1]) planes of \(rows) × \(columns): the OpenCL backend takes samples of up to "
          + "\(OpenCLOperations.maximumCount) elements")
    }
  }

  /// With `padding` on each side.
  init(_ shape: [Int], padding: Int) throws(OperationError) {
    try self.init(
      shape, top: padding, left: padding, rows: shape[2] + 2 * padding, columns: shape[3] + 2 * padding)
  }

  var plane: Int { rows * columns }

  private var isPlain: Bool { (rows, columns) == (height, width) }

  /// Where kernels find the images: where they are if there is no border, or if kernels know one when they see it, else a copy in the
  /// workspace.
  func place(
    _ images: Launch.Argument, planes: Int, in workspace: inout WorkspaceLayout, of plan: inout OperationPlan,
    on traits: DeviceTraits
  ) -> Launch.Argument {
    guard !isPlain, traits.localTile == nil, planes * plane > 0 else { return images }
    let copy = workspace.take(planes * plane)
    // Work-items of processors are to be worth their start, and enough for every compute unit.
    let isLong = traits.roundLimit == .max && !traits.prefersLocalMemory
    let band = isLong ? min(rows, max(1, planes * rows / (128 * traits.info.computeUnits))) : 1
    let kernel = KernelName(.convolutionBorder, "concord_convolution_border")
    let arguments = [
      images, copy, .dimension(planes), .dimension(height), .dimension(width), .dimension(rows), .dimension(columns),
      .dimension(top), .dimension(left), .dimension(band),
    ]
    plan.launches.append(
      traits.prefersLocalMemory
        ? .items(kernel, arguments, count: planes * plane, on: traits)
        : Launch(kernel, arguments, items: [(rows + band - 1) / band, planes], local: [1, 16]))
    return copy
  }
}
