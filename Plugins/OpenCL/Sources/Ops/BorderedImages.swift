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
    _ images: LaunchArgument, planes: Int, on traits: DeviceTraits, in plan: inout OperationPlan
  ) throws(OperationError) -> LaunchArgument {
    guard !isPlain, !Convolution.seesBorders(on: traits), planes * plane > 0 else { return images }
    let copy = plan.workspace(planes * plane)
    try Self.forms.add(BorderedCopy(images: self, x: images, y: copy, planes: planes), on: traits, to: &plan)
    return copy
  }

  /// On processors a band of rows for each work-item, on GPUs an element.
  private static let forms: Forms<BorderedCopy> = [
    Form("elements", requires: [.graphics]) { $2.launch($0, .items($0.planes * $0.images.plane), band: 1) },
    // Bands are to be worth a work-item's start, and enough for every core.
    Form("bands", requires: [.longLoops]) { copy, traits, plan in
      let rows = copy.images.rows
      let band = min(rows, max(1, copy.planes * rows / (128 * traits.cores)))
      plan.launch(copy, .groups([(rows + band - 1) / band, copy.planes], of: [1, 16]), band: band)
    },
    Form("rows") { copy, _, plan in plan.launch(copy, .groups([copy.images.rows, copy.planes], of: [1, 16]), band: 1) },
  ]
}

private struct BorderedCopy {
  var images: BorderedImages
  var x: LaunchArgument
  var y: LaunchArgument
  var planes: Int
}

extension OperationPlan {
  fileprivate mutating func launch(_ copy: BorderedCopy, _ share: WorkShare, band: Int) {
    let images = copy.images
    launch(
      KernelName(.convolutionBorder, "concord_convolution_border"), share,
      [
        "x": copy.x, "y": copy.y, "planes": .dimension(copy.planes), "height": .dimension(images.height),
        "width": .dimension(images.width), "rows": .dimension(images.rows), "columns": .dimension(images.columns),
        "top": .dimension(images.top), "left": .dimension(images.left), "band": .dimension(band),
      ])
  }
}
