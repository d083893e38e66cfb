import ConcordKit

/// One way to compute something on a device: what it asks of the device and of what is to be computed, what it costs, and how it is
/// planned. All forms of an operation give the same bits.
struct Form<Subject>: Sendable {
  let name: String
  /// Of the device.
  let requires: [Requirement]
  /// Whether it serves what is to be computed.
  let serves: @Sendable (Subject, DeviceTraits) -> Bool
  /// Under what the tuner keeps its choice among the tiles of all forms that share it; nil: it has nothing to choose.
  let shape: @Sendable (Subject) -> ShapeClass?
  /// Its tiles, of which the one of least cost is taken where nobody tuned. At least one where it serves.
  let tiles: @Sendable (Subject, DeviceTraits) -> [any Tile]
  /// What the tuner tries besides.
  let others: @Sendable (Subject, DeviceTraits) -> [any Tile]
  /// What it should take with a tile, beside other forms and tiles of the operation.
  let cost: @Sendable (Subject, any Tile, DeviceTraits) -> Double
  /// Whether it is planned with a tile that the tuner tries.
  let takes: @Sendable (Subject, any Tile, DeviceTraits) -> Bool
  /// Adds its launches and scratch memory to a plan.
  private let plan: @Sendable (Subject, any Tile, DeviceTraits, inout OperationPlan) -> Result<Void, OperationError>

  /// A form whose kernels have tiles.
  ///
  /// - Parameters:
  ///   - others: Nil: the tuner tries `tiles` alone, and the form is planned with none but these.
  init<Kind: Tile>(
    _ name: String, requires: [Requirement] = [],
    serves: @escaping @Sendable (Subject, DeviceTraits) -> Bool = { _, _ in true },
    shape: @escaping @Sendable (Subject) -> ShapeClass?,
    tiles: @escaping @Sendable (Subject, DeviceTraits) -> [Kind],
    others: (@Sendable (Subject, DeviceTraits) -> [Kind])? = nil,
    cost: @escaping @Sendable (Subject, Kind, DeviceTraits) -> Double = { _, _, _ in 1 },
    plan: @escaping @Sendable (Subject, Kind, DeviceTraits, inout OperationPlan) throws(OperationError) -> Void
  ) {
    self.name = name
    self.requires = requires
    self.serves = serves
    self.shape = shape
    self.tiles = tiles
    self.others = { subject, traits in others?(subject, traits) ?? [] }
    takes = { subject, tile, traits in
      guard let tile = tile as? Kind else { return false }
      return others != nil || tiles(subject, traits).contains(tile)
    }
    self.cost = { subject, tile, traits in (tile as? Kind).map { cost(subject, $0, traits) } ?? .infinity }
    self.plan = { subject, tile, traits, operation in
      Result { () throws(OperationError) in
        guard let tile = tile as? Kind else { throw OperationError("has no such tile: \(tile)") }
        try plan(subject, try tile.served(), traits, &operation)
      }
    }
  }

  /// A form without tiles.
  init(
    _ name: String, requires: [Requirement] = [],
    serves: @escaping @Sendable (Subject, DeviceTraits) -> Bool = { _, _ in true },
    cost: Double = 1,
    plan: @escaping @Sendable (Subject, DeviceTraits, inout OperationPlan) throws(OperationError) -> Void
  ) {
    self.init(
      name, requires: requires, serves: serves, shape: { _ in nil }, tiles: { _, _ in [NoTile()] },
      cost: { _, _, _ in cost },
      plan: { subject, _, traits, operation throws(OperationError) in try plan(subject, traits, &operation) })
  }

  func add(
    _ subject: Subject, _ tile: any Tile, on traits: DeviceTraits, to operation: inout OperationPlan
  ) throws(OperationError) {
    try plan(subject, tile, traits, &operation).get()
  }
}

/// The tile of kernels that have none.
private struct NoTile: Tile {
  var options: [String] { [] }
}

/// Forms of one operation.
struct Forms<Subject>: Sendable {
  var all: [Form<Subject>]

  /// - Parameter all: The plainest last: of forms that cost the same the first is taken.
  init(_ all: [Form<Subject>]) { self.all = all }

  /// Adds to a plan what computes the subject on a device.
  ///
  /// - Throws: Where no form serves it.
  func add(
    _ subject: Subject, on traits: DeviceTraits, to operation: inout OperationPlan
  ) throws(OperationError) {
    let (form, tile) = try choice(for: subject, on: traits)
    try form.add(subject, tile, on: traits, to: &operation)
  }

  /// What the tuner tries or found, else what costs the least.
  func choice(
    for subject: Subject, on traits: DeviceTraits
  ) throws(OperationError) -> (form: Form<Subject>, tile: any Tile) {
    let serving = all.filter { form in
      form.requires.allSatisfy { $0.isMet(by: traits) } && form.serves(subject, traits)
    }
    let candidates = serving.flatMap { form in form.tiles(subject, traits).map { (form: form, tile: $0) } }
    guard var best = candidates.first else { throw nothingServes(on: traits) }
    if candidates.count > 1 {
      var least = Double.infinity
      for candidate in candidates {
        let cost = candidate.form.cost(subject, candidate.tile, traits)
        if cost < least { (best, least) = (candidate, cost) }
      }
    }
    guard let choices = traits.tiles, let shape = best.form.shape(subject) else { return best }
    let alike = serving.filter { $0.shape(subject) == shape }
    if let trial = choices.trial, trial.family == shape.family {
      return alike.first { $0.takes(subject, trial.tile, traits) }.map { ($0, trial.tile) } ?? best
    }
    let others =
      candidates.filter { $0.form.shape(subject) == shape }
      + alike.flatMap { form in form.others(subject, traits).map { (form: form, tile: $0) } }
    let tile = choices.tile(for: shape, standard: best.tile, others: others.map(\.tile))
    return others.first { $0.tile.options == tile.options } ?? best
  }

  private func nothingServes(on traits: DeviceTraits) -> OperationError {
    let needs = all.map { form in
      let missing = form.requires.filter { !$0.isMet(by: traits) }.map(\.description)
      return "'\(form.name)' needs " + (missing.isEmpty ? "other shapes" : missing.joined(separator: ", "))
    }
    return OperationError("has no kernels for \(traits.info.name): " + needs.joined(separator: "; "))
  }
}

extension Forms: ExpressibleByArrayLiteral {
  init(arrayLiteral elements: Form<Subject>...) { self.init(elements) }
}
