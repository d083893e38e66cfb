/// A picture of any size, as its file has it: bytes in planes.
struct Picture: Sendable, Equatable {
  let height: Int
  let width: Int
  /// C planes of H × W bytes; C is 1 for grey, 3 for colour.
  var planes: [UInt8]
  /// H × W bytes, 255 for opaque; nil where all are.
  var alpha: [UInt8]?

  var channels: Int { planes.count / (height * width) }
  /// [C, H, W].
  var shape: [Int] { [channels, height, width] }

  init(height: Int, width: Int, planes: [UInt8], alpha: [UInt8]? = nil) {
    precondition(height > 0 && width > 0 && planes.count.isMultiple(of: height * width), "whole planes")
    (self.height, self.width, self.planes, self.alpha) = (height, width, planes, alpha)
  }

  /// A part of it.
  func cropped(top: Int, left: Int, height: Int, width: Int) -> Picture {
    if (top, left, height, width) == (0, 0, self.height, self.width) { return self }
    var part: [UInt8] = []
    part.reserveCapacity(channels * height * width)
    for channel in 0..<channels {
      for row in top..<(top + height) {
        let start = (channel * self.height + row) * self.width + left
        part += planes[start..<(start + width)]
      }
    }
    return Picture(height: height, width: width, planes: part)
  }

  /// The picture in the middle of one of one colour, which is at least as large.
  ///
  /// - Parameter colour: A byte for each channel.
  func placed(top: Int, left: Int, height: Int, width: Int, on colour: [UInt8]) -> Picture {
    var result: [UInt8] = []
    result.reserveCapacity(channels * height * width)
    for channel in 0..<channels {
      for row in 0..<height {
        guard row >= top, row < top + self.height else {
          result += repeatElement(colour[channel], count: width)
          continue
        }
        let start = (channel * self.height + row - top) * self.width
        result += repeatElement(colour[channel], count: left)
        result += planes[start..<(start + self.width)]
        result += repeatElement(colour[channel], count: width - left - self.width)
      }
    }
    return Picture(height: height, width: width, planes: result)
  }
}
