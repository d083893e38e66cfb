import ConcordKit

/// `matmul_local.cl` on devices with fast local memory, `matmul.cl` on processors, `matmul_checked.cl` on devices without an exact fma.
extension MatMul: OpenCLOperation {
  static let forms: Forms<Problem<Self>> = [
    Form(
      "tiles in local memory", requires: Requirement.forLocalTiles, shape: { $0.shape(.matmulLocal) },
      tiles: { problem, traits in
        let (m, n, _) = problem.dimensions
        return traits.suitedLocalTiles(rows: m, columns: n)
      },
      others: { LocalTile.candidates(on: $1) },
      plan: { problem, tile, traits, plan in
        let (m, n, _) = problem.dimensions
        let groups = tile.groups(rows: m, columns: n)
        problem.addChain(roundsPerDepth: tile.roundsPerDepth, on: traits, to: &plan) { _ in
          (
            KernelName(.matmulLocal, "concord_matmul_local", tile: tile.options),
            .tiles(groups.across * groups.down * problem.products, side: tile.side), [:]
          )
        }
      }),
    registers("tiles in registers", requires: [.processor, .exactFMA], cost: 1),
    // Each by one work-item alone, of a wave that could hold many.
    registers("tiles in registers of a GPU's", requires: [.graphics, .exactFMA], cost: .greatestFiniteMagnitude),
    Form("elements", requires: [.inexactFMA]) { problem, traits, plan in
      let (m, n, _) = problem.dimensions
      problem.addChain(roundsPerDepth: 2, on: traits, to: &plan) { _ in
        (
          KernelName(.matmulChecked, "concord_matmul_checked"), .anyGroups([n * m * problem.products], of: [64]),
          ["products": .dimension(problem.products)]
        )
      }
    },
  ]

  private static func registers(_ name: String, requires: [Requirement], cost: Double) -> Form<Problem<Self>> {
    Form(
      name, requires: requires, shape: { $0.shape(.matmul) },
      tiles: { [KnownDevices.matMulTile(vectorWidth: $1.vectorWidth)] },
      others: { MatMulTile.candidates(vectorWidth: $1.vectorWidth) }, cost: { _, _, _ in cost },
      plan: { problem, tile, traits, plan in
        let (m, n, _) = problem.dimensions
        guard m > 0, n > 0 else { return }
        let transposesA = problem.operation.transposeA
        let (rows, columns) =
          traits.roundLimit < .max
          ? (tile.rows, tile.columns)
          : tile.block(
            m: m, n: n, transposesA: transposesA, cores: max(1, traits.cores / max(1, problem.products)))
        problem.addChain(roundsPerDepth: MatMulTile.roundsPerDepth, on: traits, to: &plan) { depth in
          (
            KernelName(.matmul, "concord_matmul", tile: tile.options),
            .single([(n + columns - 1) / columns, (m + rows - 1) / rows, problem.products]),
            [
              "rows": .dimension(rows), "depth": .dimension(tile.depth(k: depth, transposesA: transposesA)),
              "columns": .dimension(columns),
            ]
          )
        }
      })
  }
}

extension Problem<MatMul> {
  fileprivate var dimensions: (m: Int, n: Int, k: Int) { operation.dimensions(operands.inputTypes) }

  /// Products that lie one after another.
  fileprivate var products: Int { operation.products(operands.inputTypes) }

  fileprivate func shape(_ family: KernelFamily) -> ShapeClass {
    let (m, n, k) = dimensions
    return ShapeClass(family, rows: m, columns: n, depth: k)
  }

  /// A chain goes on from launch to launch through c, as it does from panel to panel.
  ///
  /// - Parameter launch: From the number of values of k: the kernel, its work, and the arguments that it alone has.
  fileprivate func addChain(
    roundsPerDepth: Int, on traits: DeviceTraits, to plan: inout OperationPlan,
    _ launch: (Int) -> (KernelName, WorkShare, LaunchArguments)
  ) {
    let (m, n, k) = dimensions
    guard m > 0, n > 0, products > 0 else { return }
    let step = min(max(k, 1), max(1, traits.roundLimit / roundsPerDepth))
    for first in stride(from: 0, to: max(k, 1), by: step) {
      let end = min(k, first + step)
      let (kernel, share, more) = launch(end - first)
      let arguments: LaunchArguments = [
        "a": operands.input(0), "b": operands.input(1), "bias": operands.input(operation.bias ? 2 : 1),
        "c": operands.output(0), "m": .dimension(m), "n": .dimension(n), "k": .dimension(k),
        "a_transposed": .flag(operation.transposeA), "b_transposed": .flag(operation.transposeB),
        "has_bias": .flag(operation.bias && end == k), "relu": .flag(operation.activation == .relu && end == k),
        "accumulate": .flag(operation.accumulate || first > 0), "k_first": .dimension(first), "k_end": .dimension(end),
      ]
      plan.launch(kernel, share, arguments.with(more))
    }
  }
}
