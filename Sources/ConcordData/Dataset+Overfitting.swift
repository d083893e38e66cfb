extension Dataset {
  /// A few of the training images alone, to train on and to test with: what a model that can learn at all gets right.
  ///
  /// - Parameters:
  ///   - batches: How many of the first epoch's first batches.
  ///   - schedule: Of the whole data set; its seed decides which images come first.
  /// - Throws: `malformed` for samples that are no images, where there is a validation part, and where there are not so many batches.
  public func overfitting(batches: Int, of schedule: BatchSchedule) throws(DataError) -> Dataset {
    guard let images else {
      throw DataError(
        .malformed, name, expected: "images", found: "samples of another kind", remedy: "train on all of them")
    }
    guard validation == nil else {
      throw DataError(
        .malformed, name, expected: "no validation part", found: "one of \(validation?.count ?? 0) images",
        remedy: "leave it out: the images that are trained on are looked at")
    }
    guard batches <= schedule.stepsPerEpoch else {
      throw DataError(
        .malformed, name, expected: "at most \(schedule.stepsPerEpoch) batches, which an epoch has", found: "\(batches)",
        remedy: "take fewer")
    }
    let order = schedule.order(ofEpoch: 0).prefix(batches * schedule.batchSize)
    let part = LabelledImages(ChosenImages(images.train.source, Array(order)), normalization: images.train.normalization)
    return Dataset(
      name: name, classNames: classNames, train: part.augmented(by: images.train.augmentation), test: part, parting: parting)
  }
}
