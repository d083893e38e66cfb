import ConcordKit

/// dx[n, c, h, w] = fma(dy[n, o, oh, ow], w[o, c, kh, kw], dx) for (o in c's group, kh, kw) ascending, from +0, where
/// oh·stride = h + padding − kh·dilation and ow·stride = w + padding − kw·dilation. A tap for which there is no such whole oh and ow
/// is left out; where there is one but it lies outside of the image, dy is +0.
extension Conv2DInputGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let dy = operands.input(0)
    let w = operands.input(1)
    let dx = operands.output(0)
    guard !dx.isEmpty else { return { _ in } }
    let images = ConvolutionImages(geometry, x: operands.outputShape(0), w: operands.shape(1), y: operands.shape(0))
    let classes = StrideClass.all(of: images)
    let largest = classes.map(\.elements.count).max() ?? 0
    let (channels, filterSize) = (images.groupChannels, images.w[2] * images.w[3])
    return { _ in
      dx.update(repeating: 0)
      guard let dy = dy.baseAddress, let w = w.baseAddress, let dx = dx.baseAddress else { return }
      ParallelWork.forRanges(of: images.x[0], work: images.work) { samples in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: channels * largest) { chains in
          guard let start = chains.baseAddress else { return }
          images.forEachGroup(of: samples) { xOffset, wOffset, yOffset, _ in
            for part in classes where !part.table.taps.isEmpty {
              chains.initialize(repeating: 0)
              let count = part.elements.count
              part.weights.withUnsafeBufferPointer { weights in
                part.table.withReader(of: dy + yOffset) { element in
                  ChainProduct.add(
                    to: start, m: channels, n: count, k: weights.count, columns: 0..<count,
                    a: { c, tap in w[wOffset + weights[tap] + c * filterSize] }, b: element)
                }
              }
              for c in 0..<channels {
                let plane = dx + xOffset + c * images.x[2] * images.x[3]
                for i in 0..<count { plane[part.elements[i]] = start[c * count + i] }
              }
            }
          }
        }
      }
    }
  }
}

/// The elements of an image that the same taps of a filter reach: those whose place on the padded image leaves the same
/// remainders by the stride. With stride 1 there is one class of all elements and all taps.
private struct StrideClass {
  /// Offsets in a plane of dx.
  let elements: [Int]
  /// For each tap, that of w[o, 0, kh, kw] in the group.
  let weights: [Int]
  /// Taps (o, kh, kw) at the class's elements, read from dy.
  let table: TapTable

  static func all(of images: ConvolutionImages) -> [StrideClass] {
    // More remainders than rows, or than columns, have no elements.
    let stride = images.geometry.stride
    return ConvolutionImages.grid(min(stride, images.x[2]), min(stride, images.x[3])) { row, column in
      StrideClass(images, firstRow: row, firstColumn: column)
    }
  }

  private init(_ images: ConvolutionImages, firstRow: Int, firstColumn: Int) {
    let (stride, padding, dilation) = (images.geometry.stride, images.geometry.padding, images.geometry.dilation)
    let (height, width) = (images.x[2], images.x[3])
    // h + padding = stride · row + remainder and kh · dilation = stride · tap + the same remainder: oh = row − tap.
    var elements: [Int] = []
    var positions: [TapTable.Offset] = []
    for h in Swift.stride(from: firstRow, to: height, by: stride) {
      for w in Swift.stride(from: firstColumn, to: width, by: stride) {
        elements.append(h * width + w)
        positions.append(TapTable.Offset(row: (h + padding) / stride, column: (w + padding) / stride))
      }
    }
    var taps: [TapTable.Offset] = []
    var places: [Int] = []
    for kh in 0..<images.w[2] where (kh * dilation) % stride == (firstRow + padding) % stride {
      for kw in 0..<images.w[3] where (kw * dilation) % stride == (firstColumn + padding) % stride {
        taps.append(TapTable.Offset(row: -(kh * dilation / stride), column: -(kw * dilation / stride)))
        places.append(kh * images.w[3] + kw)
      }
    }
    self.elements = elements
    weights = (0..<images.groupOutputs).flatMap { o in places.map { o * images.w[1] * images.w[2] * images.w[3] + $0 } }
    table = TapTable(
      planes: images.groupOutputs, height: images.y[2], width: images.y[3], offsets: taps, positions: positions)
  }
}
