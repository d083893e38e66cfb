/// The samples of a micro-batch, as a model takes them.
///
/// Written by the loader's threads before it is dealt out, and by nobody while it is.
public final class Batch: @unchecked Sendable {
  /// Which samples they are.
  public internal(set) var microBatch: MicroBatch

  /// Number of samples.
  public var count: Int { microBatch.count }

  private let inputCount: Int
  private let columns: UnsafeMutableBufferPointer<SampleColumn>

  /// An empty one, for so many samples.
  init(_ source: any DataSource, capacity: Int) {
    let fields = source.inputs + source.targets
    inputCount = source.inputs.count
    columns = .allocate(capacity: fields.count)
    _ = columns.initialize(from: fields.map { SampleColumn($0, capacity: capacity) })
    microBatch = MicroBatch(epoch: 0, step: 0, batchCount: 0, placesInBatch: 0..<0, placesInEpoch: 0..<0)
  }

  /// Some samples of a source, read here and now, in the order of `indices`.
  public convenience init(_ source: any DataSource, samples indices: [Int], epoch: Int = 0, seed: UInt64 = 0) throws {
    self.init(source, capacity: indices.count)
    let places = indices.indices
    microBatch = MicroBatch(epoch: epoch, step: 0, batchCount: indices.count, placesInBatch: places, placesInEpoch: places)
    let scratch = Scratch()
    for (place, index) in indices.enumerated() { try read(index, of: source, to: place, seed: seed, scratch) }
  }

  deinit {
    for column in columns { column.bytes.deallocate() }
    columns.deallocate()
  }

  /// Bytes of so many samples of a source, for all inputs and targets.
  static func byteCount(_ source: any DataSource, capacity: Int) -> Int {
    (source.inputs + source.targets).reduce(0) { $0 + capacity * $1.byteCount }
  }

  /// Reads a sample of the source that the batch was made for.
  func read(_ index: Int, of source: any DataSource, to place: Int, seed: UInt64, _ scratch: Scratch) throws {
    try source.read(
      index,
      into: SampleMemory(
        UnsafeBufferPointer(columns), inputCount: inputCount, place: place, epoch: microBatch.epoch, seed: seed,
        scratch: scratch))
  }

  /// Calls `body` with the bytes of each input, then with those of each target, of all samples one after another.
  public func withUnsafeBytes<Result>(
    _ body: (_ inputs: [UnsafeRawBufferPointer], _ targets: [UnsafeRawBufferPointer]) throws -> Result
  ) rethrows -> Result {
    let bytes = columns.map { $0.bytes(ofFirst: count) }
    return try withExtendedLifetime(self) { try body(Array(bytes[..<inputCount]), Array(bytes[inputCount...])) }
  }

  /// The elements of an input, `count` × its shape, of the type that the source declares for it.
  public func input<Element: SampleElement>(_ number: Int = 0, as type: Element.Type = Element.self) -> [Element] {
    withUnsafeBytes { inputs, _ in elements(inputs[number], columns[number].field) }
  }

  /// The same of a target.
  public func target<Element: SampleElement>(_ number: Int = 0, as type: Element.Type = Element.self) -> [Element] {
    withUnsafeBytes { _, targets in elements(targets[number], columns[inputCount + number].field) }
  }

  private func elements<Element: SampleElement>(_ bytes: UnsafeRawBufferPointer, _ field: SampleField) -> [Element] {
    precondition(Element.elementType == field.element, "elements of the type that the source declares")
    return Array(bytes.assumingMemoryBound(to: Element.self))
  }
}
