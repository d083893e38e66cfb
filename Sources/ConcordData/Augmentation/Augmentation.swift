import ConcordNumerics

/// Random changes of training images, new in each epoch: those of their bytes in the order of `PictureChange`; then a crop from the image
/// with zeros around it, and a flip of left and right.
///
/// The changes of a sample depend on the seed, the epoch and its index in the data set alone: not on the size of batches and
/// micro-batches, nor on which thread prepares them. The zeros are pixels of 0 before normalisation.
///
/// The draws of sample n for crop and flip are words of the Philox blocks n, n + 2³², n + 2·2³² … of the augmentation stream, with the epoch as step. Word
/// 0 gives the row of the crop and word 1 its column, each evenly from 0 … 2 · padding, from the first block whose word is not
/// passed over (`evenDraw`); the top bit of word 2 of the first block says whether the image is flipped.
public struct Augmentation: Sendable, Hashable, Codable {
  /// Pixels of zeros on each side, from which a crop of the image's own size is taken; 0 for none.
  public let cropPadding: Int
  /// Whether every image is as likely flipped as not.
  public let flip: Bool
  /// What is done before, in this order.
  public let changes: [PictureChange]
  /// By which a part is resized.
  public let filter: ResampleFilter

  /// Images as they are.
  public static let none = Augmentation()

  private init() {
    cropPadding = 0
    flip = false
    changes = []
    filter = .bilinear
  }

  /// - Parameters:
  ///   - cropPadding: 0 for no crop; below the image's height and width.
  ///   - flip: Whether an image is mirrored left to right, in half of the cases.
  ///   - changes: Each kind at most once; their order is that of `PictureChange`, whatever it is here.
  ///   - filter: By which a part is resized.
  ///   - imageShape: [C, H, W] of the images that it is for.
  /// - Throws: `invalidAugmentation` for another padding, or a kind of change twice.
  public init(
    cropPadding: Int, flip: Bool, changes: [PictureChange] = [], filter: ResampleFilter = .bilinear, imageShape: [Int]
  ) throws(DataError) {
    let (height, width) = (imageShape[1], imageShape[2])
    guard cropPadding >= 0, cropPadding < min(height, width) else {
      throw DataError(
        .invalidAugmentation, "crop padding", expected: "0 to \(min(height, width) - 1) for images of \(width) × \(height)",
        found: "\(cropPadding)", remedy: "give a number in that range")
    }
    guard Set(changes.map(\.order)).count == changes.count else {
      throw DataError(
        .invalidAugmentation, "augmentation", expected: "each change once",
        found: changes.map(\.description).joined(separator: ", "), remedy: "leave one of them out")
    }
    self.cropPadding = cropPadding
    self.flip = flip
    self.changes = changes.sorted { $0.order < $1.order }
    self.filter = filter
  }

  /// Whether the whole picture is needed, of which the image was made.
  var takesWholePictures: Bool { changes.contains { $0.order == 1 } }

  /// A picture with the changes of one visit to it.
  func changed(_ picture: Picture, size: (height: Int, width: Int), sample: Int, epoch: Int, seed: UInt64) -> Picture {
    changes.reduce(picture) { picture, change in
      let draws = ChangeDraws(change, sample: sample, epoch: epoch, seed: seed)
      return change.applied(to: picture, draws, size: size, filter: filter)
    }
  }

  func transform(sample: Int, epoch: Int, seed: UInt64) -> ImageTransform {
    if cropPadding == 0 && !flip { return .identity }
    let philox = Philox(seed: seed)
    func words(_ attempt: UInt64) -> SIMD4<UInt32> {
      philox.block(UInt64(sample) | attempt &<< 32, step: UInt32(epoch), stream: RandomStream(.augmentation))
    }
    let first = words(0)
    func shift(_ word: Int) -> Int {
      let bound = UInt32(2 * cropPadding + 1)
      var (place, attempt) = (evenDraw(first[word], below: bound), UInt64(0))
      while place == nil {
        attempt += 1
        place = evenDraw(words(attempt)[word], below: bound)
      }
      return (place ?? 0) - cropPadding
    }
    return ImageTransform(
      rowShift: shift(0), columnShift: shift(1), isMirrored: flip && first[2] &>> 31 == 1)
  }
}
