import ConcordNumerics

/// Pixels and how a PNG file is to hold them: an encoder from the standard's text, which shares nothing with the reader.
struct PNGPicture {
  var width: Int
  var height: Int
  /// 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha.
  var colourType: Int
  var bitDepth: Int
  var isInterlaced = false
  /// Row by row, pixel by pixel, 0 … 2^depth − 1 each.
  var samples: [Int]
  var palette: [UInt8] = []
  var transparency: [UInt8] = []

  static let kinds = [
    (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16),
  ]

  var maximum: Int { (1 << bitDepth) - 1 }
  var samplesPerPixel: Int { [1, 0, 3, 1, 2, 0, 4][colourType] }
  var pixelCount: Int { width * height }

  func pixel(_ number: Int) -> ArraySlice<Int> { samples[(number * samplesPerPixel)..<((number + 1) * samplesPerPixel)] }

  /// What is to be read: planes of bytes, v · 255 / maximum rounded to nearest.
  var planes: [UInt8] {
    let channels = colourType == 0 || colourType == 4 ? 1 : 3
    return (0..<channels).flatMap { channel in
      (0..<pixelCount).map { number in
        if colourType == 3 {
          let place = 3 * samples[number] + channel
          return place < palette.count ? palette[place] : 0
        }
        return UInt8((Double(samples[number * samplesPerPixel + channel]) * 255 / Double(maximum)).rounded())
      }
    }
  }

  /// Alpha of a pixel, 0 … 1.
  func alpha(_ number: Int) -> Double {
    let pixel = pixel(number)
    switch colourType {
    case 3: return pixel[number] < transparency.count ? Double(transparency[pixel[number]]) / 255 : 1
    case 4, 6: return pixel.last.map { Double($0) / Double(maximum) } ?? 1
    default:
      let key = stride(from: 0, to: transparency.count, by: 2).map {
        (Int(transparency[$0]) << 8 | Int(transparency[$0 + 1])) & maximum
      }
      return pixel.elementsEqual(key) ? 0 : 1
    }
  }

  /// The file; the filter of each row, and where `IDAT` is cut into several, are drawn from `random`.
  func file(_ random: inout some RandomNumberGenerator) -> [UInt8] {
    let steps =
      isInterlaced
      ? [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)] : [(0, 0, 1, 1)]
    var rows: [UInt8] = []
    let distance = max(1, samplesPerPixel * bitDepth / 8)
    for (firstRow, firstColumn, rowStep, columnStep) in steps {
      let columns = Array(stride(from: firstColumn, to: width, by: columnStep))
      if columns.isEmpty { continue }
      var above: [UInt8]?
      for y in stride(from: firstRow, to: height, by: rowStep) {
        let row = packed(columns.flatMap { pixel(y * width + $0) })
        let type = Int.random(in: 0...4, using: &random)
        rows.append(UInt8(type))
        for place in row.indices {
          let left = place < distance ? 0 : Int(row[place - distance])
          let up = above.map { Int($0[place]) } ?? 0
          let corner = place < distance ? 0 : above.map { Int($0[place - distance]) } ?? 0
          let prediction = [0, left, up, (left + up) / 2, Self.paeth(left, up, corner)][type]
          rows.append(row[place] &- UInt8(prediction))
        }
        above = row
      }
    }
    var chunks: [(String, [UInt8])] = []
    if !palette.isEmpty { chunks.append(("PLTE", palette)) }
    if !transparency.isEmpty { chunks.append(("tRNS", transparency)) }
    let pixels = PNGBytes.packed(rows)
    let cut = Int.random(in: 0...pixels.count, using: &random)
    chunks += [("IDAT", Array(pixels[..<cut])), ("IDAT", Array(pixels[cut...])), ("IEND", [])]
    let header =
      PNGBytes.word(UInt32(width)) + PNGBytes.word(UInt32(height))
      + [UInt8(bitDepth), UInt8(colourType), 0, 0, isInterlaced ? 1 : 0]
    return PNGBytes.signature + PNGBytes.chunk("IHDR", header) + chunks.flatMap { PNGBytes.chunk($0.0, $0.1) }
  }

  private static func paeth(_ a: Int, _ b: Int, _ c: Int) -> Int {
    let estimate = a + b - c
    return [a, b, c].min { abs(estimate - $0) < abs(estimate - $1) } ?? a
  }

  private func packed(_ samples: [Int]) -> [UInt8] {
    if bitDepth == 16 { return samples.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    let perByte = 8 / bitDepth
    return stride(from: 0, to: samples.count, by: perByte).map { start in
      (0..<perByte).reduce(UInt8(0)) { byte, place in
        let sample = start + place < samples.count ? samples[start + place] : 0
        return byte << bitDepth | UInt8(sample)
      }
    }
  }
}

/// Numbers that are the same at every run.
struct SeededGenerator: RandomNumberGenerator {
  private var philox: Philox
  private var count: UInt32 = 0

  init(seed: UInt64) { philox = Philox(seed: seed) }

  mutating func next() -> UInt64 {
    defer { count += 1 }
    let words = philox.block(SIMD4(count, 0, 0, 0))
    return UInt64(words.x) << 32 | UInt64(words.y)
  }
}
