/// What a form asks of a device.
enum Requirement: Hashable, CaseIterable {
  /// Kernels in the style of processors.
  case processor
  /// Kernels in the style of GPUs.
  case graphics
  case exactFMA
  case inexactFMA
  /// Loops of any length run to their end.
  case longLoops
  /// Its own division and square root are correctly rounded.
  case exactDivision
  /// Groups and local memory for one of the tiles of `local_tile.cl` at least.
  case localTiles

  /// What kernels of `local_tile.cl` need.
  static let forLocalTiles: [Requirement] = [.graphics, .exactFMA, .localTiles]

  func isMet(by traits: DeviceTraits) -> Bool {
    switch self {
    case .processor: traits.style == .processor
    case .graphics: traits.style == .graphics
    case .exactFMA: !traits.usesSoftwareFMA
    case .inexactFMA: traits.usesSoftwareFMA
    case .longLoops: traits.roundLimit == .max
    case .exactDivision: traits.usesBuiltinDivision
    case .localTiles: traits.largestLocalTile != nil
    }
  }
}

extension Requirement: CustomStringConvertible {
  var description: String {
    switch self {
    case .processor: "a processor"
    case .graphics: "a GPU"
    case .exactFMA: "an exact fma"
    case .inexactFMA: "an fma that is not exact"
    case .longLoops: "loops of any length"
    case .exactDivision: "correctly rounded division"
    case .localTiles: "larger work-groups or more local memory"
    }
  }
}
