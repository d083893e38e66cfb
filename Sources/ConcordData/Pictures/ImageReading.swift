/// How pictures of files become images that a model takes: all of one size and one colour mode.
///
/// The order is that of the usual pipelines: onto the background where something shows through, into the colour mode, to the size.
public struct ImageReading: Sendable, Hashable, Codable {
  /// How a picture of other proportions becomes of the wanted size.
  public enum Fitting: String, Sendable, Hashable, Codable, CaseIterable {
    /// Scaled until it covers the size, of which the middle is taken.
    case shortest
    /// Both sides scaled to what is wanted.
    case stretch
    /// Scaled until it fits into the size, with the background around it.
    case pad
  }

  /// Height and width, in pixels.
  public struct Size: Sendable, Hashable, Codable {
    /// In pixels.
    public let height: Int
    /// In pixels.
    public let width: Int

    /// - Throws: `malformed` for a size that no image has.
    public init(height: Int, width: Int) throws(DataError) {
      guard height > 0, width > 0, height <= 1 << 16, width <= 1 << 16, height * width <= 1 << 24 else {
        throw DataError(
          .malformed, "the size of images", expected: "sides of 1 to 65536 pixels, and at most \(1 << 24) pixels",
          found: "\(height) × \(width)", remedy: "give a size in that range")
      }
      (self.height, self.width) = (height, width)
    }

    /// Height, then width.
    public func encode(to encoder: any Encoder) throws { try [height, width].encode(to: encoder) }

    public init(from decoder: any Decoder) throws {
      let sides = try [Int](from: decoder)
      guard sides.count == 2 else {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not height and width"))
      }
      try self.init(height: sides[0], width: sides[1])
    }
  }

  /// Nil: grey where a file is grey, else red, green and blue; all images must be of one kind.
  public var colour: ColourMode?
  /// Nil: as the files have it; all images must be of one size.
  public var size: Size?
  /// How a picture of another shape becomes one of this size.
  public var fitting: Fitting
  /// What a pixel is made of when a picture is resized.
  public var filter: ResampleFilter
  /// Red, green and blue behind what is transparent, and around pictures that are padded, where it is black if nil. Nil: what is
  /// transparent is refused.
  public var background: [UInt8]?

  /// Images as their files have them.
  public static let asStored = ImageReading()

  /// A way to make images of pictures.
  public init(
    colour: ColourMode? = nil, size: Size? = nil, fitting: Fitting = .shortest, filter: ResampleFilter = .bilinear,
    background: [UInt8]? = nil
  ) {
    precondition(background.map { $0.count == 3 } ?? true, "red, green and blue")
    (self.colour, self.size, self.fitting, self.filter, self.background) = (colour, size, fitting, filter, background)
  }

  private enum CodingKeys: String, CodingKey {
    case colour = "color"
    case size
    case fitting = "resize"
    case filter
    case background
  }

  /// What becomes of a picture of a shape [C, H, W].
  func shape(of shape: [Int]) -> [Int] {
    let channels = colour?.channels ?? shape[0]
    return size.map { [channels, $0.height, $0.width] } ?? [channels, shape[1], shape[2]]
  }

  /// The picture in its colours, in its own size.
  ///
  /// - Parameter path: For messages.
  func coloured(_ picture: Picture, _ path: String) throws(DataError) -> Picture {
    var picture = picture
    if picture.alpha != nil, let background {
      // A grey picture stays grey unless colour is asked for.
      if let colour, colour != .grey { picture = ColourMode.rgb.converted(picture) }
      picture = picture.opaque(on: picture.channels == 3 ? background : [Self.grey(background)])
    }
    try picture.requireOpaque(path)
    return colour.map { $0.converted(picture) } ?? picture
  }

  /// A picture in its colours, in the wanted size.
  func sized(_ picture: Picture) -> Picture {
    guard let size else { return picture }
    switch fitting {
    case .stretch: return picture.resized(height: size.height, width: size.width, filter)
    case .shortest:
      let (height, width) = Self.covering(size, picture)
      let resized = picture.resized(height: height, width: width, filter)
      return resized.cropped(
        top: Self.middle(height, size.height), left: Self.middle(width, size.width), height: size.height, width: size.width)
    case .pad:
      let (height, width) = Self.within(size, picture)
      let resized = picture.resized(height: height, width: width, filter)
      let colour = background(channels: picture.channels)
      return resized.placed(
        top: Self.middle(size.height, height), left: Self.middle(size.width, width), height: size.height, width: size.width,
        on: colour)
    }
  }

  /// Half of what one length has more than another, to the even neighbour: as Python's `round`.
  private static func middle(_ length: Int, _ part: Int) -> Int {
    Int((Double(length - part) / 2).rounded(.toNearestOrEven))
  }

  /// The smallest size of the picture's proportions that covers another; the longer side is rounded down.
  private static func covering(_ size: Size, _ picture: Picture) -> (height: Int, width: Int) {
    picture.width * size.height <= picture.height * size.width
      ? (picture.height * size.width / picture.width, size.width)
      : (size.height, picture.width * size.height / picture.height)
  }

  /// The largest size of the picture's proportions within another; the shorter side is rounded to nearest.
  private static func within(_ size: Size, _ picture: Picture) -> (height: Int, width: Int) {
    let (height, width) = (Double(picture.height), Double(picture.width))
    let (ratio, wanted) = (width / height, Double(size.width) / Double(size.height))
    if ratio > wanted {
      return (max(1, Int((height / width * Double(size.width)).rounded(.toNearestOrEven))), size.width)
    }
    if ratio < wanted {
      return (size.height, max(1, Int((width / height * Double(size.height)).rounded(.toNearestOrEven))))
    }
    return (size.height, size.width)
  }

  /// The background in the colours of the images.
  func background(channels: Int) -> [UInt8] {
    let colour = background ?? [0, 0, 0]
    if channels == 1 { return [Self.grey(colour)] }
    return (self.colour ?? .rgb).converted(Picture(height: 1, width: 1, planes: colour)).planes
  }

  private static func grey(_ colour: [UInt8]) -> UInt8 { ColourMode.grey(colour[0], colour[1], colour[2]) }
}
