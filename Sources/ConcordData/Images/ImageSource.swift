/// Images as bytes, each of a class: what `LabelledImages` changes and normalises.
public protocol ImageSource: Sendable {
  /// [C, H, W] of every image.
  var imageShape: [Int] { get }
  /// The class of each image; so there are as many images.
  var labels: [Int32] { get }

  /// Writes the bytes of an image. Several threads do so at once.
  ///
  /// - Parameters:
  ///   - index: 0 … number of labels − 1.
  ///   - bytes: receives C × H × W bytes.
  /// - Throws: Why the image cannot be had, with the file at fault.
  func readPixels(of index: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) throws
}
