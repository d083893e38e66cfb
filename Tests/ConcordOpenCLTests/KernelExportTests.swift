import ConcordKit
import Foundation
import Testing

@testable import ConcordOpenCL

/// Kernels as the product compiles them, for the compilers of devices that are not here (`scripts/gpu-compilers`).
@Suite struct KernelExportTests {
  private struct Entry: Encodable {
    var family: String
    var set: String
    var file: String
    var options: String
  }

  private static let folder = ProcessInfo.processInfo.environment["CONCORD_EXPORT_KERNELS"]

  /// The option sets that a GPU can meet: its own division or the software's, and its own fma or, where that fails the check, integers.
  private static let sets = [
    ("own division", options(ownDivision: true, softwareFMA: false)),
    ("software division", options(ownDivision: false, softwareFMA: false)),
    ("software division and fma", options(ownDivision: false, softwareFMA: true)),
  ]

  private static func options(ownDivision: Bool, softwareFMA: Bool) -> BuildOptions {
    BuildOptions(usesBuiltinDivision: ownDivision, usesSoftwareFMA: softwareFMA, vectorWidth: 1, rowGroup: 64)
  }

  /// Those that all these GPUs take where nobody tuned. The tuner tries larger ones too: where they spill, they lose.
  private static func tiles(of family: KernelFamily) -> [[String]?] {
    switch family {
    case .matmulLocal, .convolutionLocal, .conv2DWeightGradientLocal:
      LocalTile().smaller.map(\.options)
    case .recurrence: RecurrentCell.allCases.map { RecurrentPass.options($0, nil) }
    default: [nil]
    }
  }

  @Test("every kernel source is written out with the options that the product compiles it with", .enabled(if: folder != nil))
  func export() throws {
    let folder = URL(fileURLWithPath: try #require(Self.folder), isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var entries: [Entry] = []
    for family in KernelFamily.allCases {
      let file = family.rawValue.replacingOccurrences(of: " ", with: "_") + ".cl"
      try Data(family.source.utf8).write(to: folder.appendingPathComponent(file))
      for (name, options) in Self.sets {
        for tile in Self.tiles(of: family) {
          entries.append(Entry(family: family.rawValue, set: name, file: file, options: options.text(family, tile: tile)))
        }
      }
    }
    #expect(entries.count >= 3 * KernelFamily.allCases.count)
    try JSONEncoder().encode(entries).write(to: folder.appendingPathComponent("kernels.json"))
  }
}
