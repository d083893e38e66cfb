extension Picture {
  /// The picture in another size: every byte that which Pillow's `Image.resize` gives, since Pillow 13.
  ///
  /// Rows first, then columns; where the height shrinks, and by more than twice what the width does, columns first, then rows. Pillow
  /// before 13 always took rows first. Between the two are bytes, so their order is seen in some pixels' last bit. Where a side stays
  /// as it is, its pass is left out.
  func resized(height newHeight: Int, width newWidth: Int, _ filter: ResampleFilter) -> Picture {
    if (newHeight, newWidth) == (height, width) { return self }
    if filter == .nearest { return nearest(newHeight, newWidth) }
    func rows(_ picture: Picture) -> Picture {
      newWidth == width ? picture : picture.resizedRows(ResampleWeights(filter, from: width, to: newWidth))
    }
    func columns(_ picture: Picture) -> Picture {
      newHeight == height ? picture : picture.resizedColumns(ResampleWeights(filter, from: height, to: newHeight))
    }
    let columnsComeFirst = newHeight < height && height - newHeight > 2 * (width - newWidth)
    return columnsComeFirst ? rows(columns(self)) : columns(rows(self))
  }

  /// Half of the last place that is kept, so that cutting off rounds.
  private static let half = Int32(1) << Int32(ResampleWeights.precision - 1)

  @inline(__always)
  private static func byte(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(max(sum &>> Int32(ResampleWeights.precision), 0), 255))
  }

  private func resizedRows(_ table: ResampleWeights) -> Picture {
    let (columns, rows) = (table.first.count, channels * height)
    let planes = [UInt8](unsafeUninitializedCapacity: rows * columns) { output, count in
      self.planes.withUnsafeBufferPointer { input in
        table.weights.withUnsafeBufferPointer { weights in
          for column in 0..<columns {
            let (low, high) = (table.start[column], table.start[column + 1])
            let first = table.first[column] &- low
            for row in 0..<rows {
              var sum = Self.half
              let source = row &* width &+ first
              for place in low..<high { sum = sum &+ Int32(input[source &+ place]) &* weights[place] }
              output[row &* columns &+ column] = Self.byte(sum)
            }
          }
        }
      }
      count = rows * columns
    }
    return Picture(height: height, width: columns, planes: planes)
  }

  private func resizedColumns(_ table: ResampleWeights) -> Picture {
    let rows = table.first.count
    var sums = [Int32](repeating: 0, count: width)
    let planes = [UInt8](unsafeUninitializedCapacity: channels * rows * width) { output, count in
      self.planes.withUnsafeBufferPointer { input in
        sums.withUnsafeMutableBufferPointer { sums in
          for channel in 0..<channels {
            for row in 0..<rows {
              sums.update(repeating: Self.half)
              for place in table.start[row]..<table.start[row + 1] {
                let weight = table.weights[place]
                let source = (channel &* height &+ table.first[row] &+ place &- table.start[row]) &* width
                for column in 0..<width { sums[column] = sums[column] &+ Int32(input[source &+ column]) &* weight }
              }
              let target = (channel &* rows &+ row) &* width
              for column in 0..<width { output[target &+ column] = Self.byte(sums[column]) }
            }
          }
        }
      }
      count = channels * rows * width
    }
    return Picture(height: rows, width: width, planes: planes)
  }

  /// Places go by steps that are added up in binary64; a pixel from outside is 0.
  private func nearest(_ newHeight: Int, _ newWidth: Int) -> Picture {
    func places(_ count: Int, _ newCount: Int) -> [Int?] {
      let step = Double(count) / Double(newCount)
      var place = step * 0.5
      return (0..<newCount).map { _ in
        defer { place += step }
        return Int(place) < count ? Int(place) : nil
      }
    }
    let (rows, columns) = (places(height, newHeight), places(width, newWidth))
    var result: [UInt8] = []
    result.reserveCapacity(channels * newHeight * newWidth)
    for channel in 0..<channels {
      for row in rows {
        let start = row.map { (channel * height + $0) * width }
        for column in columns {
          if let start, let column { result.append(planes[start + column]) } else { result.append(0) }
        }
      }
    }
    return Picture(height: newHeight, width: newWidth, planes: result)
  }
}
