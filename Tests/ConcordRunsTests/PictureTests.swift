import CPngOracle
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordRuns

@Suite("Pictures of a run")
struct PictureTests {
  @Test(
    "ticks are 1, 2 or 5 times a power of ten and include the range",
    arguments: [(0.0, 1.0), (0.0, 0.0), (-3.2, 7.9), (0.91, 0.987), (1e-5, 3e-4), (1000, 98_765), (5, 5)])
  func ticks(low: Double, high: Double) throws {
    let scale = NumberScale(low...high)
    #expect(scale.ticks.count >= 2 && scale.ticks.count <= 8)
    #expect(try #require(scale.ticks.first) <= low + 1e-12 && #require(scale.ticks.last) >= high - 1e-12)
    let step = scale.ticks[1] - scale.ticks[0]
    let mantissa = step / pow(10, floor(log10(step) + 1e-9))
    #expect([1.0, 2, 5].contains { abs($0 - mantissa) < 1e-6 }, "\(step)")
    #expect(Set(scale.ticks.map(scale.label)).count == scale.ticks.count, "labels differ: \(scale.ticks.map(scale.label))")
  }

  @Test("a chart is XML whose points lie in its frame, with names escaped; without points there is none")
  func chart() throws {
    let points = (1...5000).map { LineChart.Point(Double($0), 1 / Double($0)) } + [LineChart.Point(5001, .nan)]
    let svg = try #require(
      LineChart(title: "Loss <&>", axis: "step", curves: [.init("batch", points, isNoisy: true), .init("none", [])]).svg())
    let document = XMLReader()
    #expect(document.read(svg))
    #expect(document.elements["polyline"] == 2, "the curve and its mean")
    #expect(svg.contains("Loss &lt;&amp;&gt;"))
    for pair in document.points {
      #expect((56...424).contains(pair.0) && (40...210).contains(pair.1))
    }
    #expect(LineChart(title: "t", axis: "step", curves: [.init("a", [])]).svg() == nil)
  }

  @Test("thinning keeps means of neighbours, smoothing the mean of a constant")
  func means() {
    let points = (0..<10).map { LineChart.Point(Double($0), Double($0 * $0)) }
    // Means of pairs: of 0, 1, 4, 9, 16 … those of neighbours.
    let means: [Double] = [0.5, 6.5, 20.5, 42.5, 72.5]
    let places: [Double] = [0.5, 2.5, 4.5, 6.5, 8.5]
    let expected = zip(places, means).map { LineChart.Point($0, $1) }
    #expect(LineChart.thinned(points, to: 5) == expected)
    #expect(LineChart.thinned(points, to: 10) == points)
    let flat = (0..<100).map { LineChart.Point(Double($0), 7) }
    #expect(LineChart.smoothed(flat) == flat)
  }

  @Test("a confusion matrix has a cell for each pair that came up; a row's shares add up to 1")
  func confusion() {
    let matrix = ConfusionPicture(classNames: ["a", "<b>", "c"], counts: [[8, 2, 0], [0, 5, 0], [0, 0, 0]])
    #expect(matrix.share(0, 1) == 0.2)
    #expect(matrix.share(2, 2) == 0, "no images")
    for isNormalized in [false, true] {
      let document = XMLReader()
      let svg = matrix.svg(isNormalized: isNormalized)
      #expect(document.read(svg))
      #expect(document.elements["rect"] == 2 + 3, "page and ground, and three pairs")
      #expect(svg.contains("a taken for &lt;b&gt;: 2, 20.00 %"))
      #expect(svg.contains(isNormalized ? ">0.20<" : ">2<"))
      #expect(svg.contains("13 of 15 right, 86.67 %"))
    }
    let many = ConfusionPicture(
      classNames: (0..<300).map { "class \($0)" },
      counts: (0..<300).map { row in
        var counts = [Int](repeating: 0, count: 300)
        counts[row] = 1
        return counts
      })
    #expect(many.svg(isNormalized: true).utf8.count < 100_000, "cells that are 0 take nothing")
  }

  @Test("libpng reads the pixels and the size of what is written, grey and colour")
  func png() throws {
    var numbers = SeededNumbers(1)
    for channels in [1, 3] {
      let planes = (0..<(channels * 5 * 7)).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      let bytes = PNGImage(planes: planes[...], shape: [channels, 5, 7]).encoded()
      var image = png_oracle_image()
      try #require(png_oracle_read(bytes, bytes.count, &image))
      defer { free(image.samples) }
      #expect((image.width, image.height, image.channels, image.warnings) == (7, 5, Int32(channels), 0))
      let interleaved = (0..<35).flatMap { place in (0..<channels).map { UInt16(planes[$0 * 35 + place]) * 257 } }
      #expect(Array(UnsafeBufferPointer(start: image.samples, count: interleaved.count)) == interleaved)
    }
  }

  @Test("a sheet shows each image in its shape, captions shortened and harmless, those that stand out marked")
  func sheet() throws {
    let wide = PNGImage(width: 4, height: 2, channels: 1, pixels: [0, 1, 2, 3, 4, 5, 6, 7])
    let entries = [
      ImageSheet.Entry(image: wide, caption: "a<b"),
      ImageSheet.Entry(image: wide, caption: "a name that is too long", isMarked: true),
    ]
    let svg = ImageSheet(title: "T & t", entries: entries).svg()
    #expect(svg.contains("T &amp; t") && svg.contains("a&lt;b") && svg.contains("a name that i…"))
    #expect(svg.components(separatedBy: "data:image/png;base64,").count == 3)
    #expect(svg.contains("width=\"84\" height=\"42\""), "twice as wide as it is high")
    #expect(svg.components(separatedBy: "class=\"marked\"").count == 2)
    let many = ImageSheet(title: "", entries: [ImageSheet.Entry](repeating: entries[0], count: 40))
    #expect(many.entries.count == ImageSheet.capacity)
  }
}
