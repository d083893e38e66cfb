import ConcordKit

extension Dataset {
  /// The same images in another size or colour mode; in memory where they all fit.
  func read(_ options: DatasetOptions) throws(DataError) -> Dataset {
    let reading = options.reading
    guard reading != .asStored, let images else { return self }
    let shape = reading.shape(of: images.train.imageShape)
    let normalization = images.train.normalization.forChannels(shape[0])
    let count = images.train.count + images.test.count
    let staysInMemory = count.multipliedSaturating(by: shape.reduce(1, *)) <= options.imageMemory
    func part(_ part: LabelledImages) throws(DataError) -> LabelledImages {
      let read = ReadImages(SourcePictures(source: part.source, name: name), reading, imageShape: shape, origin: name)
      let source: any ImageSource = staysInMemory ? try read.kept(name) : read
      return LabelledImages(source, normalization: normalization)
    }
    return with(train: try part(images.train), test: try part(images.test), validation: nil, reading: reading)
  }
}

extension Normalization {
  /// Constants of grey for each of three channels; of three channels that are alike, for grey.
  func forChannels(_ count: Int) -> Normalization {
    if mean.count == count { return self }
    return Normalization(
      maximum: maximum, mean: [Float](repeating: mean[0], count: count),
      standardDeviation: [Float](repeating: standardDeviation[0], count: count))
  }
}
