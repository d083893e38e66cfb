import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordRuns

@Suite("The page of a run")
struct PageTests {
  static let page: RunPage = {
    let losses = (1...400).map { step -> LineChart.Point in
      let x = Double(step)
      return LineChart.Point(x, 2.3 / (1 + x / 40) + 0.05 * sin(x * 1.7))
    }
    let epochs = (1...5).map { LineChart.Point(Double($0), 1 - 0.4 / Double($0)) }
    let names = [
      "plain", "<script>alert(1)</script>", "with \"quotes\" & more", "night\u{1b}[31m", "a name that is rather long",
    ]
    let counts = (0..<5).map { row -> [Int] in
      (0..<5).map { column -> Int in row == column ? 90 - row * 9 : (row * 7 + column * 3) % 11 }
    }
    let image = PNGImage(width: 8, height: 8, channels: 1, pixels: (0..<64).map { UInt8($0 * 4) })
    return RunPage(
      title: "mlp on digits", subtitle: "a run of concord",
      figures: [.init("test accuracy", "96.38 %"), .init("steps", "115")],
      charts: [
        LineChart(title: "Loss", axis: "step", curves: [.init("batch", losses, isNoisy: true)]),
        LineChart(title: "Accuracy", axis: "epoch", curves: [.init("validation", epochs)], isShare: true),
      ],
      epochs: .init(header: ["epoch", "loss"], rows: [["1", "2.1"], ["2", "0.4"]]),
      confusion: ConfusionPicture(classNames: names, counts: counts),
      mistakes: names.map { .init(image: image, label: $0, predicted: names[1], probability: 0.987) },
      memory: .init(
        header: ["bytes", "predicted", "allocated", "difference"], rows: [["parameters", "38,440", "38,440", "0"]]),
      timeline: nil, settings: [.init("batch size", "64")], hashes: [.init("parameters", String(repeating: "ab", count: 32))],
      versions: [.init("concord", "1.0")], command: "concord train --dataset 'a & b'")
  }()

  @Test("needs nothing from anywhere: no script, no link, no address")
  func offline() {
    let html = Self.page.html()
    for word in ["<script", "<link", "src=\"http", "url(", "@import", "href="] { #expect(!html.contains(word), "\(word)") }
    #expect(html.contains("data:image/png;base64,"))
  }

  @Test("every name is text: nothing that anyone called a class becomes markup or moves a terminal")
  func names() {
    let html = Self.page.html()
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(!html.unicodeScalars.contains("\u{1b}"))
    #expect(html.contains("concord train --dataset 'a &amp; b'"))
  }

  @Test("is well formed, and a section that has nothing to say is not there")
  func sections() {
    let document = XMLReader()
    // Void elements of HTML are closed for the reader of XML.
    let body = Self.page.html().replacing("<!doctype html>\n", with: "").replacing("<br>", with: "<br/>")
      .replacing(/<(meta|img)([^>]*)>/) { "<\($0.output.1)\($0.output.2)/>" }
    #expect(document.read(body))
    #expect(document.elements["svg"] == 4)
    #expect(document.elements["h2"] == 8)
    #expect(document.elements["img"] == 5)
    let empty = RunPage(title: "t", subtitle: "s", command: "concord").html()
    #expect(empty.components(separatedBy: "<h2>").count == 2, "the command alone")
  }

  @Test("is written for a person to look at where CONCORD_TEST_PAGE names a file", .enabled(if: path != nil))
  func look() throws {
    try Self.page.html().write(toFile: #require(Self.path), atomically: true, encoding: .utf8)
  }

  static let path = ProcessInfo.processInfo.environment["CONCORD_TEST_PAGE"]
}
