import ConcordNumerics

extension Dataset {
  /// The same data, of whose training images a share is kept back for validation: of each class the same share, rounded to nearest
  /// and at least one, drawn by a seed. Which ones depends on the seed and on the order of the images alone.
  ///
  /// - Parameters:
  ///   - share: Above 0 and below 1.
  ///   - seed: Decides which samples are parted.
  /// - Throws: `malformed` for samples that are no images, where there is a validation part already, and where a class would be left
  ///   without an image to train on.
  public func keepingBack(_ share: Double, seed: UInt64) throws(DataError) -> Dataset {
    guard let images else {
      throw DataError(
        .malformed, name, expected: "images", found: "samples of another kind", remedy: "give it a validation part of its own")
    }
    guard validation == nil else {
      throw DataError(
        .malformed, name, expected: "no validation part", found: "one of \(validation?.count ?? 0) images",
        remedy: "leave the share for validation out, or take the folder 'val' away")
    }
    var chosen: Set<Int> = []
    for label in 0..<classCount {
      let members = images.train.labels.indices.filter { images.train.labels[$0] == Int32(label) }
      guard !members.isEmpty else { continue }
      let count = max(1, Int((share * Double(members.count)).rounded()))
      guard count < members.count else {
        throw DataError(
          .malformed, name, expected: "images of '\(classNames[label])' to train on beside \(count) for validation",
          found: "\(members.count) in all", remedy: "keep a smaller share for validation, or give more images")
      }
      // The last stream of orders; training uses those of its epochs, from 0 on.
      let order = shuffledIndices(count: members.count, seed: seed, epoch: .max - UInt32(label))
      chosen.formUnion(order.prefix(count).map { members[$0] })
    }
    func part(_ indices: [Int]) -> LabelledImages {
      LabelledImages(
        ChosenImages(images.train.source, indices), normalization: images.train.normalization,
        augmentation: images.train.augmentation)
    }
    let all = Array(images.train.labels.indices)
    return with(
      train: part(all.filter { !chosen.contains($0) }), test: test,
      validation: part(all.filter(chosen.contains)).augmented(by: .none))
  }
}
