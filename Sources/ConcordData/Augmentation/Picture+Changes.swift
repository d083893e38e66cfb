import ConcordNumerics

extension PictureChange {
  /// A picture, changed by the draws of one image and epoch.
  ///
  /// - Parameters:
  ///   - size: Height and width of images, which a resized crop gets.
  ///   - filter: By which it is resized.
  func applied(to picture: Picture, _ draws: ChangeDraws, size: (height: Int, width: Int), filter: ResampleFilter) -> Picture {
    let first = draws.words(0)
    switch self {
    case .resizedCrop(let share):
      let part =
        RandomPart(within: picture.height, picture.width, shares: share...1, proportion: 4 / 3, draws)
        ?? RandomPart(middleOf: picture.height, picture.width)
      return picture.cropped(top: part.top, left: part.left, height: part.height, width: part.width)
        .resized(height: size.height, width: size.width, filter)
    case .rotation(let degrees):
      let angle = Float((2 * ChangeDraws.unit(first[0]) - 1) * degrees * .pi / 180)
      return picture.turned(sine: Self.fixed(Exact.sin(angle)), cosine: Self.fixed(Exact.cos(angle)))
    case .jitter(let strength):
      func factor(_ word: Int) -> Int {
        Int(((1 + strength * (2 * ChangeDraws.unit(first[word]) - 1)) * 65536).rounded())
      }
      return picture.jittered(brightness: factor(0), contrast: factor(1), saturation: factor(2))
    case .verticalFlip: return first[0] &>> 31 == 1 ? Orientation.flipped.upright(picture) : picture
    case .erasing(let probability):
      guard ChangeDraws.unit(first[0]) < probability,
        let part = RandomPart(within: picture.height, picture.width, shares: 0.02...0.33, proportion: 10 / 3, draws)
      else { return picture }
      return picture.erased(rows: part.top..<(part.top + part.height), columns: part.left..<(part.left + part.width))
    case .cutout(let side):
      func range(_ word: UInt32, _ length: Int) -> Range<Int> {
        let start = ChangeDraws.place(word, below: length) - side / 2
        return max(0, start)..<min(length, start + side)
      }
      return picture.erased(rows: range(first[0], picture.height), columns: range(first[1], picture.width))
    }
  }

  /// In 65536ths.
  private static func fixed(_ value: Float) -> Int { Int((value * 65536).rounded()) }
}

extension Picture {
  /// The picture turned about its middle, each pixel that of the file which is nearest; one from outside is 0.
  ///
  /// - Parameters: Of the angle, against the clock, in 65536ths.
  func turned(sine: Int, cosine: Int) -> Picture {
    var turned = [UInt8](repeating: 0, count: planes.count)
    for row in 0..<height {
      for column in 0..<width {
        // From the middle, in half pixels.
        let (down, right) = (2 * row + 1 - height, 2 * column + 1 - width)
        let sourceColumn = (cosine * right - sine * down + width << 16) >> 17
        let sourceRow = (sine * right + cosine * down + height << 16) >> 17
        guard (0..<height).contains(sourceRow), (0..<width).contains(sourceColumn) else { continue }
        for channel in 0..<channels {
          turned[(channel * height + row) * width + column] = planes[(channel * height + sourceRow) * width + sourceColumn]
        }
      }
    }
    return Picture(height: height, width: width, planes: turned)
  }

  /// Brightness, then contrast about the mean grey, then saturation about each pixel's grey; each rounds to bytes.
  ///
  /// - Parameters: Factors in 65536ths.
  func jittered(brightness: Int, contrast: Int, saturation: Int) -> Picture {
    func mixed(_ value: UInt8, _ other: Int, _ factor: Int) -> UInt8 {
      UInt8(truncatingIfNeeded: min(255, max(0, (Int(value) * factor + other * (65536 - factor) + 32768) >> 16)))
    }
    var result = self
    result.planes = planes.map { mixed($0, 0, brightness) }
    let mean = result.greys.reduce(0) { $0 + Int($1) }
    let middle = (2 * mean + height * width) / (2 * height * width)
    result.planes = result.planes.map { mixed($0, middle, contrast) }
    guard channels == 3 else { return result }
    let greys = result.greys
    for place in result.planes.indices {
      result.planes[place] = mixed(result.planes[place], Int(greys[place % greys.count]), saturation)
    }
    return result
  }

  /// Its brightness, pixel by pixel.
  private var greys: [UInt8] { channels == 1 ? planes : ColourMode.grey.converted(self).planes }

  /// The picture with a rectangle of 0.
  func erased(rows: Range<Int>, columns: Range<Int>) -> Picture {
    var result = self
    for channel in 0..<channels {
      for row in rows {
        let start = (channel * height + row) * width
        for place in (start + columns.lowerBound)..<(start + columns.upperBound) { result.planes[place] = 0 }
      }
    }
    return result
  }
}
