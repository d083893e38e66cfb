import ConcordNumerics
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Every one of the 2^32 inputs. Minutes long, so only on request and with optimisation:
///
///     CONCORD_EXHAUSTIVE=1 swift test -c release -Xcc -march=x86-64-v3 --filter ConcordNumericsTests.Exhaustive
@Suite(.enabled(if: getenv("CONCORD_EXHAUSTIVE") != nil), .serialized)
struct Exhaustive {
  @Test("No input of an elementary function has a larger error than stated", arguments: ElementaryFunction.allCases)
  func elementaryFunctions(function: ElementaryFunction) async throws {
    let worst = try #require(await overAllWords { words in WorstError.of(function, words) }.max())
    print("\(function.rawValue): \(worst.error) ulp at 0x\(String(worst.input, radix: 16)) = \(Float(bitPattern: worst.input))")
    #expect(worst.error <= function.largestError)
  }

  @Test("The software square root equals the processor's for every number")
  func squareRoot() async {
    let wrong = await overAllWords { words in
      words.count { word in
        let x = Float(bitPattern: word)
        return Exact.softwareSquareRoot(x).bitPattern != Exact.canonical(x.squareRoot()).bitPattern
      }
    }
    #expect(wrong.reduce(0, +) == 0)
  }

  @Test("The software fused multiply-add equals the processor's for 320 million triples")
  func fusedMultiplyAdd() async {
    let wrong = await inParallel(parts: 64) { part in
      (0..<5_000_000).count { item in
        let (a, b, c) = FusedMultiplyAddTriples.triple(part: UInt32(part), item: UInt32(item))
        return Exact.softwareFMA(a, b, c).bitPattern != Exact.canonical(c.addingProduct(a, b)).bitPattern
      }
    }
    #expect(wrong.reduce(0, +) == 0)
  }

  @Test("The software division equals the processor's for 640 million pairs")
  func division() async {
    let wrong = await inParallel(parts: 64) { part in
      (0..<10_000_000).count { item in
        let (a, b) = DivisionPairs.pair(part: UInt32(part), item: UInt32(item))
        return Exact.softwareDivide(a, b).bitPattern != Exact.canonical(a / b).bitPattern
      }
    }
    #expect(wrong.reduce(0, +) == 0)
  }
}

/// Runs `work` over all 32-bit words, 2^24 at a time, on all processors.
func overAllWords<Result: Sendable>(_ work: @escaping @Sendable (ClosedRange<UInt32>) -> Result) async -> [Result] {
  await inParallel(parts: 256) { part in
    let first = UInt32(part) << 24
    return work(first...(first | 0x00ff_ffff))
  }
}

func inParallel<Result: Sendable>(parts: Int, _ work: @escaping @Sendable (Int) -> Result) async -> [Result] {
  await withTaskGroup(of: Result.self) { group in
    for part in 0..<parts { group.addTask { work(part) } }
    return await group.reduce(into: []) { $0.append($1) }
  }
}
