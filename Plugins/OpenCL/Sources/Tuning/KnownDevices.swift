import ConcordKit

/// The tiles for devices that nobody tuned, by what they say of themselves.
enum KnownDevices {
  /// Of `matmul.cl`, by the floats in a register, widest first: as many sums as the registers hold beside the vectors of b and one
  /// factor.
  private static let processors = [
    (vectorWidth: 16, tile: MatMulTile(rows: 8, vectors: 2, width: 16)),
    (vectorWidth: 8, tile: MatMulTile(rows: 6, vectors: 2, width: 8)),
  ]

  /// - Parameter vectorWidth: Floats in a register.
  static func matMulTile(vectorWidth: Int) -> MatMulTile {
    processors.first { $0.vectorWidth <= vectorWidth }?.tile ?? MatMulTile(rows: 4, vectors: 2, width: 4)
  }

  /// Of `local_tile.cl`; the first that fits. The compilers of Intel's, AMD's and NVIDIA's GPUs spill no register for the first
  /// (`scripts/gpu-compilers`); the others are for smaller memories and work-groups than theirs.
  static let graphics = [LocalTile(), LocalTile(buffers: 1), LocalTile(side: 8), LocalTile(side: 8, buffers: 1)]
}

extension MatMulTile {
  /// What the tuner tries.
  static func candidates(vectorWidth: Int) -> [MatMulTile] {
    let shapes =
      switch vectorWidth {
      case 16...: [(8, 2, 16), (6, 2, 16), (4, 3, 16), (8, 1, 16), (6, 2, 8)]
      case 8...: [(6, 2, 8), (4, 3, 8), (5, 2, 8), (4, 2, 8), (8, 1, 8)]
      default: [(4, 2, 4), (6, 2, 4), (4, 3, 4), (3, 3, 4), (8, 1, 4)]
      }
    return shapes.map { MatMulTile(rows: $0.0, vectors: $0.1, width: $0.2) }
  }
}

extension LocalTile {
  /// What the tuner tries, where it fits.
  static let candidates = [
    LocalTile(), LocalTile(buffers: 1), LocalTile(vector: 1), LocalTile(rows: 8, depth: 8),
    LocalTile(rows: 8, columns: 8, depth: 8), LocalTile(side: 8, rows: 8, columns: 8, depth: 8), LocalTile(side: 8),
    LocalTile(rows: 2), LocalTile(rows: 1), LocalTile(columns: 1), LocalTile(rows: 1, columns: 1),
  ]

  static func candidates(on traits: DeviceTraits) -> [LocalTile] { candidates.filter { $0.fits(traits) } }
}

extension DeviceTraits {
  /// The largest tile in local memory that fits; nil where none does.
  var largestLocalTile: LocalTile? { KnownDevices.graphics.first { $0.fits(self) } }

  /// Whether products take tiles in local memory.
  var takesLocalTiles: Bool { Requirement.forLocalTiles.allSatisfy { $0.isMet(by: self) } }

  /// The tile that a product of so many rows and columns takes where nobody tuned; none where none fits.
  func suitedLocalTiles(rows: Int, columns: Int) -> [LocalTile] {
    largestLocalTile.map { [$0.suited(rows: rows, columns: columns, on: self)] } ?? []
  }
}
