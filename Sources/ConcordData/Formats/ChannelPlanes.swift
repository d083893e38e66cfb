/// An image of H × W × C bytes, as files and cameras have them, as C × H × W bytes, as networks take them.
///
/// - Parameters:
///   - samples: `channels` bytes for each pixel, pixel by pixel along the rows.
///   - channels: C, at least 1; the number of bytes is a multiple of it.
/// - Returns: the first channel of every pixel in the same order, then the second, and so on.
public func channelPlanes(ofInterleaved samples: [UInt8], channels: Int) -> [UInt8] {
  precondition(channels > 0 && samples.count.isMultiple(of: channels), "whole pixels of at least one channel")
  if channels == 1 { return samples }
  let pixelCount = samples.count / channels
  return [UInt8](unsafeUninitializedCapacity: samples.count) { planes, count in
    for channel in 0..<channels {
      for pixel in 0..<pixelCount { planes[channel * pixelCount + pixel] = samples[pixel * channels + channel] }
    }
    count = samples.count
  }
}
