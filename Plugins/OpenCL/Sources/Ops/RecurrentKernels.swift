import ConcordKit

/// How the kernels of `recurrence.cl` are started: on processors for blocks of samples with packed weights, on GPUs a group for each sample.
struct RecurrentKernels {
  var cell: RecurrentCell
  var samples: Int
  var times: Int
  var units: Int
  var traits: DeviceTraits

  var rows: Int { cell.gates * units }

  /// The registers' tile on processors. Where `fma` is a hundred operations, a small one is compiled sooner and as fast.
  static func tile(_ traits: DeviceTraits) -> MatMulTile {
    traits.usesSoftwareFMA
      ? MatMulTile(rows: 1, vectors: 1, width: 4) : KnownDevices.matMulTile(vectorWidth: traits.vectorWidth)
  }

  static func options(_ cell: RecurrentCell, _ tile: MatMulTile) -> [String] {
    let number = RecurrentCell.allCases.firstIndex(of: cell) ?? 0
    return ["-DCELL=\(number)", "-DROWS=\(tile.rows)", "-DVECTORS=\(tile.vectors)", "-DWIDTH=\(tile.width)"]
  }

  /// The most samples of a work-item on processors: their states and sums stay in the nearest caches.
  private static let largestBlock = 32

  /// The launches of one pass through all times.
  ///
  /// - Parameters:
  ///   - depth: The length of a product's chains.
  ///   - columns: How many there are for each sample.
  ///   - weights: The weights, and the distance between the rows and between the columns of what they are to the product.
  ///   - arguments: What comes before and after the weights' place, which is an argument, in the kernel's order; `scalars` follow the
  ///     scratch memory.
  ///   - backwards: Whether the last step comes first.
  func plan(
    _ operands: Operands, function: String, depth: Int, columns: Int,
    weights: (place: Launch.Argument, rowStep: Int, columnStep: Int), before: [Launch.Argument], after: [Launch.Argument],
    scalars: [Launch.Argument], backwards: Bool
  ) throws(OperationError) -> OperationPlan {
    guard samples > 0, units > 0 else { return OperationPlan() }
    var plan = OperationPlan()
    var workspace = WorkspaceLayout(operands)
    let tile = Self.tile(traits)
    let name = KernelName(.recurrence, function, tile: Self.options(cell, tile))
    let sizes: [Launch.Argument] = [.dimension(samples), .dimension(times), .dimension(units)]
    if traits.prefersLocalMemory {
      var place = weights.place
      if weights.columnStep != 1 {
        place = workspace.take(depth * columns)
        plan.launches.append(
          .items(
            KernelName(.permute, "concord_permute"),
            [
              weights.place, place, .dimension(depth), .dimension(columns), .uints(SIMD8(repeating: UInt32(depth))),
              .uints(SIMD8(repeating: UInt32(weights.rowStep))), .uints(SIMD8(repeating: UInt32(columns))), .uint(1),
              .dimension(weights.columnStep), .uint(1),
            ], count: depth * columns, on: traits))
      }
      let steps = try stepsOfLaunch(rounds: (units + 31) / 32 * (depth * 4 + 32), filling: times * (2 * rows + units))
      for (first, end) in parts(of: steps, backwards: backwards) {
        plan.launches.append(
          .byRow(
            name, before + [place] + after + sizes + scalars + [.dimension(first), .dimension(end)], rows: samples, on: traits))
      }
    } else {
      let panels = (columns + tile.columns - 1) / tile.columns
      let packed = workspace.take(panels * depth * tile.columns)
      plan.launches.append(
        Launch(
          KernelName(.recurrence, "concord_recurrence_pack", tile: name.tile),
          [
            weights.place, packed, .dimension(depth), .dimension(columns), .dimension(weights.rowStep),
            .dimension(weights.columnStep),
          ], items: [panels * depth], local: [1]))
      let block = block(tile)
      let scratch = workspace.take((samples + block - 1) / block * block * (depth + panels * tile.columns))
      let product = (block / tile.rows) * panels * (depth * (2 + tile.rows * (1 + tile.vectors)) + 64)
      let steps = try stepsOfLaunch(
        rounds: product + block * (depth + rows * 8 + units * 8),
        filling: block * (times + 1) * (2 * rows + cell.saved * units + 2 * units))
      for (first, end) in parts(of: steps, backwards: backwards) {
        plan.launches.append(
          Launch(
            name,
            before + [packed] + after + [scratch] + sizes + scalars + [.dimension(first), .dimension(end), .dimension(block)],
            items: [(samples + block - 1) / block], local: [1]))
      }
    }
    plan.workspaceByteCount = workspace.byteCount
    return plan
  }

  /// Samples of a work-item: as few items as compute units, where each then has no more than a block.
  private func block(_ tile: MatMulTile) -> Int {
    guard traits.roundLimit == .max else { return tile.rows }
    let share = (samples + traits.info.computeUnits - 1) / traits.info.computeUnits
    let largest = max(tile.rows, Self.largestBlock / tile.rows * tile.rows)
    return min(largest, (share + tile.rows - 1) / tile.rows * tile.rows)
  }

  /// How many steps a launch may take, for a device that ends long loops.
  private func stepsOfLaunch(rounds: Int, filling: Int) throws(OperationError) -> Int {
    guard traits.roundLimit < .max else { return max(times, 1) }
    guard rounds + filling <= traits.roundLimit else {
      throw OperationError("needs a longer loop than \(traits.info.name) runs to its end; use another device")
    }
    return max(1, (traits.roundLimit - filling) / max(rounds, 1))
  }

  /// Steps in groups, in the order in which they are taken; once where there is none.
  private func parts(of steps: Int, backwards: Bool) -> [(first: Int, end: Int)] {
    let parts = stride(from: 0, to: max(times, 1), by: steps).map { (first: $0, end: min(times, $0 + steps)) }
    return backwards ? parts.reversed() : parts
  }
}
