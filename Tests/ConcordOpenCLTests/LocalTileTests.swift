import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("tiles in local memory", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct LocalTileTests {
  private static func traits(units: Int = 16, localBytes: Int = 64 << 10, items: Int = 256) throws -> DeviceTraits {
    var traits = try #require(TestDevice.open() as? OpenCLDevice).traits
    (traits.info.computeUnits, traits.unitsPerCore) = (units, 1)
    (traits.limits.localMemoryBytes, traits.limits.groupItems, traits.style) = (localBytes, items, .graphics)
    traits.usesSoftwareFMA = false
    return traits
  }

  @Test("a device with little local memory or small work-groups gets a smaller tile, and one with less gets none")
  func standard() throws {
    #expect(try Self.traits().largestLocalTile == LocalTile())
    #expect(try Self.traits(localBytes: 16 << 10).largestLocalTile == LocalTile(buffers: 1))
    #expect(try Self.traits(items: 128).largestLocalTile == LocalTile(side: 8))
    #expect(try Self.traits(localBytes: 5 << 10).largestLocalTile == LocalTile(side: 8, buffers: 1))
    #expect(try Self.traits(localBytes: 1 << 10).largestLocalTile == nil)
    #expect(try Self.traits(items: 32).largestLocalTile == nil)
  }

  @Test("a device that lets kernels choose gets its smallest sub-groups where a kernel has much in registers, and only there")
  func subGroups() {
    func options(_ family: KernelFamily, _ smallest: Int?) -> String {
      BuildOptions(usesBuiltinDivision: false, usesSoftwareFMA: false, vectorWidth: 1, smallestSubGroup: smallest).text(family)
    }
    #expect(options(.conv2DWeightGradientLocal, 16).contains("-DSUB_GROUP=16 "))
    #expect(!options(.conv2DWeightGradientLocal, nil).contains("SUB_GROUP"))
    #expect(!options(.matmulLocal, 16).contains("SUB_GROUP"))
  }

  @Test("every work-item brings something of each part, whole vectors, and the tile fits where the largest does")
  func suited() throws {
    let traits = try Self.traits()
    for largest in LocalTile.candidates {
      for m in [1, 10, 64, 100, 1000, 5000] {
        for n in [1, 16, 128, 784, 100_000] {
          let tile = largest.suited(rows: m, columns: n, on: traits)
          #expect(tile.rows * tile.depth >= tile.side && tile.columns * tile.depth >= tile.side)
          #expect(tile.side >= tile.rows && tile.side >= tile.columns && tile.depth <= tile.groupItems)
          let groups = tile.groups(rows: m, columns: n)
          #expect(groups.down * tile.tileRows >= m && groups.across * tile.tileColumns >= n)
          #expect((groups.down - 1) * tile.tileRows < m && (groups.across - 1) * tile.tileColumns < n)
        }
      }
      #expect(largest.suited(rows: 4096, columns: 4096, on: traits) == largest, "large products take the whole tile")
    }
    let largest = LocalTile()
    #expect(largest.suited(rows: 10, columns: 10_000, on: traits).rows == 1, "few rows, few elements below each other")
    #expect(largest.suited(rows: 64, columns: 64, on: traits).groups(rows: 64, columns: 64) == (4, 4), "a tile for each unit")
  }
}
