import ConcordKit

/// How a kernel cuts its work. Changes speed, never bits.
protocol Tile: Hashable, Sendable {
  /// The macros that kernels are compiled with.
  var options: [String] { get }
  /// Why its kernels cannot serve it; nil where they can.
  var defect: String? { get }
}

extension Tile {
  var defect: String? { nil }

  /// Itself, where its kernels can serve it.
  func served() throws(OperationError) -> Self {
    guard let defect else { return self }
    throw OperationError("cannot take the tile \(options.joined(separator: " ")): \(defect)")
  }
}

/// Shapes that share a tile: products by one family's kernels whose numbers of rows, columns and terms have as many binary digits.
struct ShapeClass: Hashable, CustomStringConvertible {
  var family: KernelFamily
  private var digits: [Int]

  init(_ family: KernelFamily, rows: Int, columns: Int, depth: Int) {
    self.family = family
    digits = [rows, columns, depth].map { Int.bitWidth - $0.leadingZeroBitCount }
  }

  var description: String { "\(family.rawValue) of \(digits.map(String.init).joined(separator: ", ")) digits" }
}

/// A class that no tile was found for, and what there is to choose from; first what it takes now.
struct OpenChoice {
  var shape: ShapeClass
  var tiles: [any Tile]
}

/// The tiles of an open device: for each class of shapes what the tuner found, now or when it wrote the cache, else what is known of
/// the device (``KnownDevices``).
final class TileChoices {
  private let cache: KernelCache
  /// What a choice holds for: device, driver, and a family's options and source.
  private let identity: (KernelFamily) -> String
  /// Macros of the chosen tiles; none where the cache has no choice.
  private var found: [ShapeClass: [String]] = [:]
  /// Classes that the tuner has been through.
  private var settled: Set<ShapeClass> = []
  /// What plans ask for and nobody knows, while somebody listens.
  private var openChoices: [OpenChoice]?

  /// What all shapes of a family take while the tuner tries it.
  var trial: (family: KernelFamily, tile: any Tile)?

  /// How many tiles besides the standard one are choices. For tests, where the driver's compiler would take minutes.
  var limit = Int.max

  init(cache: KernelCache, identity: @escaping (KernelFamily) -> String) {
    self.cache = cache
    self.identity = identity
  }

  /// - Parameters:
  ///   - standard: Where nothing was found.
  ///   - others: What else the tuner tries.
  func tile(for shape: ShapeClass, standard: any Tile, others: [any Tile]) -> any Tile {
    // A choice that is no longer in the list is none.
    let options = options(of: shape)
    let different = others.filter { $0.options != standard.options }
    // The same tile once.
    let tiles = different.enumerated().filter { place, tile in !different[..<place].contains { $0.options == tile.options } }
    let all = [standard] + tiles.map(\.element).prefix(limit)
    if let tile = all.first(where: { $0.options == options }) { return tile }
    if openChoices?.contains(where: { $0.shape == shape }) == false, !settled.contains(shape), all.count > 1 {
      openChoices?.append(OpenChoice(shape: shape, tiles: all))
    }
    return standard
  }

  /// What a plan asks for and nobody knows.
  func openChoices(in plan: () throws(BackendError) -> Void) throws(BackendError) -> [OpenChoice] {
    openChoices = []
    defer { openChoices = nil }
    try plan()
    return openChoices ?? []
  }

  /// - Parameter tile: Nil: the class could not be tuned, and is not tried again.
  func settle(_ shape: ShapeClass, on tile: (any Tile)?) {
    settled.insert(shape)
    guard let tile else { return }
    found[shape] = tile.options
    cache.store(Array(tile.options.joined(separator: " ").utf8), under: key(shape))
  }

  /// Of the cache.
  func key(_ shape: ShapeClass) -> String { "tile for \(shape)\n\n" + identity(shape.family) }

  private func options(of shape: ShapeClass) -> [String] {
    if let known = found[shape] { return known }
    let stored = cache.binary(under: key(shape)) ?? []
    found[shape] = String(decoding: stored, as: UTF8.self).split(separator: " ").map(String.init)
    return found[shape] ?? []
  }
}
