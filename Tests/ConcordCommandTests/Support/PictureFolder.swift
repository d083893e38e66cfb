import ConcordTestSupport
import Foundation
import Testing

/// A folder of PNG files: two classes of grey images of 6 × 6 pixels, black with a bright bar two pixels wide.
struct PictureFolder {
  let folder: TemporaryFolder

  /// As `--dataset` takes it.
  var path: String { folder.path("pictures/") }

  private static let upright =
    "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAGCAAAAADFp7CUAAAAEUlEQVR42mNgYPj/nwEECFEA+y4L9QDryNMAAAAASUVORK5CYII="
  private static let level =
    "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAGCAAAAADFp7CUAAAAEUlEQVR42mNgQAH/wQBGoQAA+y4L9aROfWQAAAAASUVORK5CYII="
  /// Black, of the same size, in colour.
  private static let colour =
    "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAGCAIAAABvrngfAAAADElEQVR42mNgoDcAAAByAAEEQm8VAAAAAElFTkSuQmCC"

  /// - Parameter count: of images in each class.
  init(count: Int = 10) throws {
    folder = try TemporaryFolder()
    for (name, content) in [("level", Self.level), ("upright", Self.upright)] {
      for number in 0..<count { try add(content, as: "\(name)/\(number).png") }
    }
  }

  func addColour(as name: String) throws { try add(Self.colour, as: name) }

  func add(text: String, as name: String) throws { try add(Data(text.utf8), as: name) }

  private func add(_ base64: String, as name: String) throws { try add(#require(Data(base64Encoded: base64)), as: name) }

  private func add(_ data: Data, as name: String) throws {
    let url = URL(fileURLWithPath: folder.path("pictures/\(name)"))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }
}
