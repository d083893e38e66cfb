import CDigits

/// `digits`: 1,797 grey images of 8 × 8 pixels, carried by the program.
///
/// They are the test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI Machine Learning
/// Repository, licensed CC BY 4.0. Here every fifth image, the one at index 4, 9, 14 …, is for test, the others for training:
/// 359 and 1,438. The file goes writer by writer, so a test part cut from its end would have other writers than the
/// training part.
///
/// Pixels are 0 … 16. The mean 0.3058 and the standard deviation 0.3764, of pixels scaled to 0 … 1, are those of the training
/// part to four digits.
enum Digits {
  static let imageShape = [1, 8, 8]
  static let normalization = Normalization(maximum: 16, mean: [0.3058], standardDeviation: [0.3764])

  static func load() -> Dataset {
    let rows = UnsafeBufferPointer(start: concord_digits_rows(), count: concord_digits_byte_count())
    let rowBytes = 1 + imageShape.reduce(1, *)
    func part(where isChosen: (Int) -> Bool) -> LabelledImages {
      var pixels: [UInt8] = []
      var labels: [Int32] = []
      for row in 0..<(rows.count / rowBytes) where isChosen(row) {
        let first = row * rowBytes
        labels.append(Int32(rows[first]))
        pixels.append(contentsOf: rows[(first + 1)..<(first + rowBytes)])
      }
      return LabelledImages(imageShape: imageShape, pixels: pixels, labels: labels, normalization: normalization)
    }
    return Dataset(
      name: "digits", classNames: (0...9).map(String.init),
      train: part { $0 % 5 != 4 }, test: part { $0 % 5 == 4 })
  }
}
