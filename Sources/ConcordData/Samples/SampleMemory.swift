/// Where one sample is to be written, and for which visit to it. Good for the length of one `DataSource.read(_:into:)`.
public struct SampleMemory {
  /// The epoch, from 0. With `seed` and the sample's index it decides whatever is random about the sample.
  public let epoch: Int
  /// That of the order of samples.
  public let seed: UInt64

  private let columns: UnsafeBufferPointer<SampleColumn>
  private let inputCount: Int
  private let place: Int
  private let scratch: Scratch

  init(
    _ columns: UnsafeBufferPointer<SampleColumn>, inputCount: Int, place: Int, epoch: Int, seed: UInt64, scratch: Scratch
  ) {
    self.columns = columns
    self.inputCount = inputCount
    self.place = place
    self.epoch = epoch
    self.seed = seed
    self.scratch = scratch
  }

  /// The elements of an input, row-major, of the type that the source declares for it. They hold anything.
  public func input<Element: SampleElement>(
    _ number: Int = 0, as type: Element.Type = Element.self
  ) -> UnsafeMutableBufferPointer<Element> {
    precondition(number >= 0 && number < inputCount, "an input that the source declares")
    return columns[number].elements(of: place)
  }

  /// The same of a target.
  public func target<Element: SampleElement>(
    _ number: Int = 0, as type: Element.Type = Element.self
  ) -> UnsafeMutableBufferPointer<Element> {
    precondition(number >= 0 && number < columns.count - inputCount, "a target that the source declares")
    return columns[inputCount + number].elements(of: place)
  }

  /// Bytes to work with, which are this thread's own until the sample is read. They hold anything, and start at a multiple of 16.
  /// A second call takes the bytes of the first.
  public func scratch(_ byteCount: Int) -> UnsafeMutableRawBufferPointer { scratch.bytes(byteCount) }
}
