import ConcordNumerics
import Foundation
import Testing

@Suite("Cosine decay")
struct CosineDecayTests {
  @Test("It falls from 1 through a half to 0, and stays there")
  func ends() {
    for total in [1, 2, 7, 1000, 1 << 40] as [UInt64] {
      #expect(cosineDecay(0, of: total) == 1)
      #expect(cosineDecay(total, of: total) == 0)
      #expect(cosineDecay(total + 1, of: total) == 0)
      #expect(cosineDecay(.max, of: total) == 0)
    }
    for half in [1, 500, 1 << 40] as [UInt64] { #expect((cosineDecay(half, of: 2 * half) - 0.5).magnitude < 0x1p-52) }
  }

  @Test("It is half of one more than the cosine, to 15 digits", arguments: [3, 10, 999, 4096] as [UInt64])
  func definition(total: UInt64) {
    for done in 0...total {
      let expected = 0.5 * (1 + Foundation.cos(Double.pi * Double(done) / Double(total)))
      #expect((cosineDecay(done, of: total) - expected).magnitude < 4e-16)
    }
  }

  @Test("Near the end, where 1 + cos has lost all digits, it keeps them")
  func smallEnd() {
    // sin²(π/2 · x) = (π/2 · x)² (1 − (π/2 · x)²/3 + …), x = 2⁻⁴⁰ being exact.
    let angle = Double.pi / 2 * 0x1p-40
    #expect((cosineDecay((1 << 40) - 1, of: 1 << 40) / (angle * angle) - 1).magnitude < 0x1p-50)
  }

  @Test("It never rises")
  func monotonic() {
    let total: UInt64 = 10_000
    for done in 0..<total { #expect(cosineDecay(done + 1, of: total) < cosineDecay(done, of: total)) }
  }
}
