import ConcordKit

/// One pass of a recurrent layer through all times: `recurrence.cl`.
struct RecurrentPass: Sendable {
  var cell: RecurrentCell
  var samples: Int
  var times: Int
  var units: Int
  var function: String
  /// The length of a step's chains, and how many there are of them for each sample.
  var depth: Int
  var columns: Int
  /// The weights, and the distance between the rows and between the columns of what they are to the product.
  var weights: LaunchArgument
  var weightSteps: (row: Int, column: Int)
  /// What both forms take.
  var arguments: LaunchArguments
  /// Whether the last step comes first.
  var isBackward: Bool

  private static let forms: Forms<RecurrentPass> = [
    Form("a group for each sample", requires: [.graphics]) { pass, traits, plan throws(OperationError) in
      try pass.addGroups(on: traits, to: &plan)
    },
    Form("blocks of samples, with packed weights", requires: [.processor]) { pass, traits, plan throws(OperationError) in
      try pass.addBlocks(on: traits, to: &plan)
    },
  ]

  func add(to plan: inout OperationPlan, on traits: DeviceTraits) throws(OperationError) {
    guard samples > 0, units > 0 else { return }
    try Self.forms.add(self, on: traits, to: &plan)
  }

  /// The registers' tile on processors. Where `fma` is a hundred operations, a small one is compiled sooner and as fast.
  static func tile(_ traits: DeviceTraits) -> MatMulTile {
    traits.usesSoftwareFMA
      ? MatMulTile(rows: 1, vectors: 1, width: 4) : KnownDevices.matMulTile(vectorWidth: traits.vectorWidth)
  }

  /// - Parameter tile: Nil: with the kernels of GPUs, which have none.
  static func options(_ cell: RecurrentCell, _ tile: MatMulTile?) -> [String] {
    let number =
      switch cell {
      case .rnnTanh: 0
      case .rnnReLU: 1
      case .lstm: 2
      case .gru: 3
      }
    guard let tile else { return ["-DCELL=\(number)"] }
    return ["-DCELL=\(number)", "-DROWS=\(tile.rows)", "-DVECTORS=\(tile.vectors)", "-DWIDTH=\(tile.width)"]
  }

  private func addGroups(on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError) {
    var weights = weights
    if weightSteps.column != 1 {
      let transposed = plan.workspace(depth * columns)
      plan.launch(
        KernelName(.permute, "concord_permute"), .columns(columns, rows: depth),
        [
          "x": weights, "y": transposed, "rows": .dimension(depth), "columns": .dimension(columns),
          "sizes": .uints(SIMD8(repeating: UInt32(depth))), "x_steps": .uints(SIMD8(repeating: UInt32(weightSteps.row))),
          "y_steps": .uints(SIMD8(repeating: UInt32(columns))), "count": .uint(1), "x_step": .dimension(weightSteps.column),
          "y_step": .uint(1),
        ])
      weights = transposed
    }
    let rows = cell.gates * units
    let steps = try stepsOfLaunch(
      rounds: (units + 31) / 32 * (depth * 4 + 32), filling: times * (2 * rows + units), seconds: secondsOfStep(on: traits),
      on: traits)
    let kernel = KernelName(.recurrence, function, tile: Self.options(cell, nil))
    for (first, end) in parts(of: steps) {
      plan.launch(kernel, .rows(samples), all(first, end).with(["w": weights]))
    }
  }

  private func addBlocks(on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError) {
    let tile = Self.tile(traits)
    let options = Self.options(cell, tile)
    let panels = (columns + tile.columns - 1) / tile.columns
    let packed = plan.workspace(panels * depth * tile.columns)
    plan.launch(
      KernelName(.recurrence, "concord_recurrence_pack", tile: options), .single([panels * depth]),
      [
        "w": weights, "packed": packed, "depth": .dimension(depth), "columns": .dimension(columns),
        "row_step": .dimension(weightSteps.row), "column_step": .dimension(weightSteps.column),
      ])
    let block = block(tile, on: traits)
    let blocks = (samples + block - 1) / block
    let scratch = plan.workspace(blocks * block * (depth + panels * tile.columns))
    let product = (block / tile.rows) * panels * (depth * (2 + tile.rows * (1 + tile.vectors)) + 64)
    let rows = cell.gates * units
    let steps = try stepsOfLaunch(
      rounds: product + block * (depth + rows * 8 + units * 8),
      filling: block * (times + 1) * (2 * rows + cell.saved * units + 2 * units), on: traits)
    for (first, end) in parts(of: steps) {
      plan.launch(
        KernelName(.recurrence, function + "_blocks", tile: options), .single([blocks]),
        all(first, end).with(["packed": packed, "scratch": scratch, "block": .dimension(block)]))
    }
  }

  private func all(_ first: Int, _ end: Int) -> LaunchArguments {
    arguments.with([
      "samples": .dimension(samples), "times": .dimension(times), "units": .dimension(units), "first": .dimension(first),
      "end": .dimension(end),
    ])
  }

  /// The most samples of a work-item on processors: their states and sums stay in the nearest caches.
  private static let largestBlock = 32

  /// Samples of a work-item: as few items as cores, where each then has no more than a block.
  private func block(_ tile: MatMulTile, on traits: DeviceTraits) -> Int {
    guard traits.roundLimit == .max else { return tile.rows }
    let share = (samples + traits.cores - 1) / traits.cores
    let largest = max(tile.rows, Self.largestBlock / tile.rows * tile.rows)
    return min(largest, (share + tile.rows - 1) / tile.rows * tile.rows)
  }

  /// What a step of one sample takes at most on one slow core of this kind. However many samples there are, it is not shorter.
  private func secondsOfStep(on traits: DeviceTraits) -> Double {
    let products = Double(depth) * Double(columns)
    // One core does what the estimate shares out among all.
    return WorkEstimate(steps: products * Double(traits.cores), bytes: 4 * products).seconds(on: traits)
  }

  /// How many steps a launch may take, for a device that ends long loops, and one whose display waits for them.
  ///
  /// - Parameter seconds: Of a step of one group, where launches are cut by their time.
  private func stepsOfLaunch(
    rounds: Int, filling: Int, seconds: Double = 0, on traits: DeviceTraits
  ) throws(OperationError) -> Int {
    let timed = traits.launchLimit.map { seconds > 0 ? Int(max(1, min($0 / seconds, Double(Int32.max)))) : .max } ?? .max
    guard traits.roundLimit < .max else { return max(1, min(times, timed)) }
    guard rounds + filling <= traits.roundLimit else {
      throw OperationError("needs a longer loop than \(traits.info.name) runs to its end; use another device")
    }
    return max(1, min(timed, (traits.roundLimit - filling) / max(rounds, 1)))
  }

  /// Steps in groups, in the order in which they are taken; once where there is none.
  private func parts(of steps: Int) -> [(first: Int, end: Int)] {
    let parts = stride(from: 0, to: max(times, 1), by: steps).map { (first: $0, end: min(times, $0 + steps)) }
    return isBackward ? parts.reversed() : parts
  }
}
