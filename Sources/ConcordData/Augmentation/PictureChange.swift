/// A random change of a picture's bytes, before it is moved and mirrored. Written as its name, with its number behind a colon.
public enum PictureChange: Sendable, Hashable {
  /// A part of the whole picture, of at least this share of its area and of proportions from 3 : 4 to 4 : 3, resized.
  case resizedCrop(share: Double)
  /// Turned about its middle, by up to so many degrees either way.
  case rotation(degrees: Double)
  /// Brightness, contrast and, in colour, saturation, each times up to 1 ± strength.
  case jitter(strength: Double)
  /// Above and below are exchanged, with probability ½.
  case verticalFlip
  /// With a probability, a rectangle of 2 % to 33 % of the area and of proportions from 3 : 10 to 10 : 3 becomes 0.
  case erasing(probability: Double)
  /// A square with sides of so many pixels, whose middle is anywhere, becomes 0.
  case cutout(side: Int)

  /// A name, what its number may be, what it is where none is given, and what is made of it; in the order in which changes are made.
  private static let kinds:
    [(name: String, range: ClosedRange<Double>, standard: Double, make: @Sendable (Double) -> PictureChange)] = [
      ("resized-crop", 0.001...1, 0.08, { .resizedCrop(share: $0) }),
      ("rotate", 0...180, 15, { .rotation(degrees: $0) }),
      ("jitter", 0...1, 0.4, { .jitter(strength: $0) }),
      ("vflip", 0.5...0.5, 0.5, { _ in .verticalFlip }),
      ("erase", 0...1, 0.5, { .erasing(probability: $0) }),
      ("cutout", 1...65536, 8, { .cutout(side: Int($0)) }),
    ]

  /// The names of all kinds, as `--augment` takes them.
  public static let names = kinds.map(\.name)

  /// The place in the order, which is also the index of the stream of its random numbers, from 1.
  var order: Int {
    switch self {
    case .resizedCrop: 1
    case .rotation: 2
    case .jitter: 3
    case .verticalFlip: 4
    case .erasing: 5
    case .cutout: 6
    }
  }

  /// - Parameter text: A name, or a name, a colon and a number.
  /// - Throws: `invalidAugmentation` for another name or number.
  public init(_ text: String) throws(DataError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = Self.kinds.first(where: { $0.name == parts[0] }) else {
      throw DataError(
        .invalidAugmentation, "augmentation", expected: "one of \(Self.names.joined(separator: ", "))", found: "'\(text)'",
        remedy: "choose one of these")
    }
    let number = parts.count == 1 ? kind.standard : Double(parts[1])
    guard let number, kind.range.contains(number), kind.name != "cutout" || number == number.rounded() else {
      throw DataError(
        .invalidAugmentation, "augmentation '\(kind.name)'",
        expected: kind.range.lowerBound == kind.range.upperBound
          ? "no number but \(kind.standard)"
          : "a \(kind.name == "cutout" ? "whole " : "")number from \(kind.range.lowerBound) to \(kind.range.upperBound) behind the colon",
        found: "'\(parts.count == 1 ? "" : parts[1])'",
        remedy: "write it as \(kind.name):\(kind.standard), or leave the number out")
    }
    self = kind.make(number)
  }
}

extension PictureChange: CustomStringConvertible {
  public var description: String {
    switch self {
    case .resizedCrop(let share): "resized-crop:\(share)"
    case .rotation(let degrees): "rotate:\(degrees)"
    case .jitter(let strength): "jitter:\(strength)"
    case .verticalFlip: "vflip"
    case .erasing(let probability): "erase:\(probability)"
    case .cutout(let side): "cutout:\(side)"
    }
  }
}

extension PictureChange: Codable {
  /// As it is written.
  public func encode(to encoder: any Encoder) throws { try description.encode(to: encoder) }
  public init(from decoder: any Decoder) throws { try self.init(String(from: decoder)) }
}
