import ConcordKit

/// `matmul.cl` on processors, `matmul_local.cl` on devices with fast local memory, `matmul_checked.cl` on those without an exact
/// fma.
extension MatMul: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) throws(OperationError) -> OperationPlan {
    let (m, n, k) = dimensions(operands.inputTypes)
    let products = products(operands.inputTypes)
    guard m > 0, n > 0, products > 0 else { return OperationPlan() }
    let kernel = try kernel(products, m: m, n: n, k: k, on: traits)
    // A chain goes on from launch to launch through c, as it does from panel to panel.
    let step = min(max(k, 1), max(1, traits.roundLimit / kernel.roundsPerDepth))
    var plan = OperationPlan()
    for first in stride(from: 0, to: max(k, 1), by: step) {
      let end = min(k, first + step)
      let arguments: [Launch.Argument] = [
        operands.input(0), operands.input(1), bias ? operands.input(2) : operands.input(1), operands.output(0),
        .dimension(m), .dimension(n), .dimension(k), .flag(transposeA), .flag(transposeB), .flag(bias && end == k),
        .flag(activation == .relu && end == k), .flag(accumulate || first > 0), .dimension(first), .dimension(end),
      ]
      plan.launches.append(kernel.launch(arguments, end - first))
    }
    return plan
  }

  /// The kernel that suits a device.
  private struct Variant {
    /// Rounds of all loops for one value of k.
    var roundsPerDepth: Int
    /// From the arguments that all kernels share and the number of values of k.
    var launch: ([Launch.Argument], Int) -> Launch
  }

  private func kernel(_ products: Int, m: Int, n: Int, k: Int, on traits: DeviceTraits) throws(OperationError) -> Variant {
    if traits.usesSoftwareFMA {
      return Variant(roundsPerDepth: 2) { arguments, _ in
        Launch(
          KernelName(.matmulChecked, "concord_matmul_checked"), arguments + [.dimension(products)], items: [n, m * products],
          local: [16, 4], takesAnyGroup: true)
      }
    }
    if let tile = try traits.localTile(.matmulLocal, rows: m, columns: n, depth: k)?.served() {
      let groups = tile.groups(rows: m, columns: n)
      return Variant(roundsPerDepth: tile.roundsPerDepth) { arguments, _ in
        Launch(
          KernelName(.matmulLocal, "concord_matmul_local", tile: tile.options), arguments,
          items: tile.items(groups.across * groups.down * products), local: [tile.side, tile.side])
      }
    }
    let tile = try traits.matMulTile(m: m, n: n, k: k).served()
    let (rows, columns) =
      traits.roundLimit < .max
      ? (tile.rows, tile.columns)
      : tile.block(m: m, n: n, transposesA: transposeA, computeUnits: max(1, traits.info.computeUnits / products))
    return Variant(roundsPerDepth: MatMulTile.roundsPerDepth) { arguments, depth in
      Launch(
        KernelName(.matmul, "concord_matmul", tile: tile.options),
        arguments + [
          .dimension(rows), .dimension(tile.depth(k: depth, transposesA: transposeA)), .dimension(columns),
        ],
        items: [(n + columns - 1) / columns, (m + rows - 1) / rows, products], local: [1, 1, 1])
    }
  }
}

/// The shape of `matmul.cl`'s register tile, and how the work is cut. Changes speed, never bits.
struct MatMulTile: Hashable {
  var rows: Int
  var vectors: Int
  var width: Int

  /// Values of k in a panel: the more of them, the less often a tile goes to c and back.
  static let maximumDepth = 512

  /// The same where a is transposed, as it is for the gradients of weights: b is an activation of many columns then, and the wider the
  /// rows of it that are packed at once, the better memory gives them.
  static let maximumDepthTransposed = 256

  /// Floats of b that are packed at once: 256 KiB.
  static let packedCount = 1 << 16

  /// Rounds of all loops for one value of k, where the compiler unrolls none of them.
  static let roundsPerDepth = 64

  var columns: Int { vectors * width }

  var options: [String] {
    [
      "-DROWS=\(rows)", "-DVECTORS=\(vectors)", "-DWIDTH=\(width)", "-DDEPTH=\(Self.maximumDepth)",
      "-DPACKED=\(Self.packedCount)",
    ]
  }

  /// What `matmul.cl` takes for granted.
  var defect: String? {
    if !(1...8).contains(rows) { return "its kernel takes 1 to 8 rows at a time" }
    if ![4, 8, 16].contains(width) { return "its kernel has vectors of 4, 8 and 16 floats" }
    let largest = Self.packedCount / Self.maximumDepth
    return vectors > 0 && columns <= largest ? nil : "its kernel packs \(width) to \(largest) columns at once"
  }

  /// Panels of equal depth, a multiple of 8 so that a transposed b is packed in blocks.
  func depth(k: Int, transposesA: Bool) -> Int {
    let maximum = transposesA ? Self.maximumDepthTransposed : Self.maximumDepth
    let panels = max(1, (k + maximum - 1) / maximum)
    return min(maximum, max(8, (k / panels + 7) / 8 * 8))
  }

  /// The part of c that one work-item takes: of all blocks of whole tiles, the one with which all of c should take the least
  /// time.
  ///
  /// Packing a panel of b takes about as long as 12 rows of the product, reading a as long as 6 columns, copying it as long as 20.
  /// The last round of work-items leaves compute units idle; a quarter of a work-item more stands for a unit that starts late.
  /// Beyond 32 tiles a block's part of a would not stay in the second cache.
  func block(m: Int, n: Int, transposesA: Bool, computeUnits: Int) -> (rows: Int, columns: Int) {
    var best = (rows: rows, columns: columns)
    var least = Double.infinity
    let rowTiles = (m + rows - 1) / rows
    let columnTiles = (n + columns - 1) / columns
    for tall in 1...min(32, rowTiles) {
      for wide in 1...min(32, columnTiles) {
        let items = ((rowTiles + tall - 1) / tall) * ((columnTiles + wide - 1) / wide)
        let block = (rows: tall * rows, columns: wide * columns)
        let itemTime = Double(block.rows * block.columns + 12 * block.columns + (transposesA ? 20 : 6) * block.rows)
        let time = itemTime * (Double((items + computeUnits - 1) / computeUnits) + 0.25)
        if time < least { (best, least) = (block, time) }
      }
    }
    return best
  }
}
