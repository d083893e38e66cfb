import Testing

@testable import ConcordMemory

@Suite("Boundary")
struct BoundaryTests {
  @Test("finds the last number that fits in few questions", arguments: [1, 2, 3, 7, 8, 1000, 1023, 1024, 1025, 99_999])
  func monotone(last: Int) {
    var questions = 0
    let found = Boundary.largest(upTo: 100_000) { number in
      questions += 1
      return number <= last
    }
    #expect(found == last)
    #expect(questions <= 36, "17 doublings, 17 halvings")
  }

  @Test("where nothing fits there is no answer, where all fits it is the bound")
  func ends() {
    #expect(Boundary.largest(upTo: 10) { _ in false } == nil)
    #expect(Boundary.largest(upTo: 10) { _ in true } == 10)
    #expect(Boundary.largest(upTo: 1) { _ in true } == 1)
  }

  @Test("where a larger number fits again within the window it is found, and the next does not fit")
  func islands() {
    // 1...100, 104 and 110 fit.
    let fits: (Int) -> Bool = { $0 <= 100 || $0 == 104 || $0 == 110 }
    #expect(Boundary.largest(upTo: 1000, window: { _ in 8 }, fits) == 110)
    #expect(Boundary.largest(upTo: 1000, window: { _ in 5 }, fits) == 104)
    #expect(Boundary.largest(upTo: 104, window: { _ in 8 }, fits) == 104)
    #expect(fits(Boundary.largest(upTo: 1000, fits) ?? 0))
  }
}
