import Testing

@Suite("How agreement is measured")
struct AgreementTests {
  @Test("a floor of 1 measures by the largest element, a floor of 0 each by itself")
  func floors() {
    let expected = [1000.0, 0.5]
    #expect(Agreement(relative: 1e-5, floor: 1).firstDifference([1000, 0.509], expected) == nil)
    #expect(Agreement(relative: 1e-5, floor: 1).firstDifference([1000, 0.511], expected) != nil)
    #expect(Agreement(relative: 1e-5, floor: 0).firstDifference([1000, 0.500004], expected) == nil)
    #expect(Agreement(relative: 1e-5, floor: 0).firstDifference([1000, 0.50001], expected) != nil)
    #expect(Agreement(relative: 1e-5, floor: 1).firstDifference([1000.02, 0.5], expected) != nil)
  }

  @Test("a relative error of 0 asks for equality, and either zero is zero")
  func exact() {
    #expect(Agreement(relative: 0, floor: 1).firstDifference([2, -0.0], [2, 0]) == nil)
    #expect(Agreement(relative: 0, floor: 1).firstDifference([2.0000002], [2]) != nil)
  }

  @Test("NaN agrees with NaN alone, infinity with infinity of its sign")
  func special() {
    let agreement = Agreement(relative: 1e-5, floor: 1)
    #expect(agreement.firstDifference([.nan, .infinity, 1], [.nan, .infinity, 1]) == nil)
    #expect(agreement.firstDifference([1], [.nan]) != nil)
    #expect(agreement.firstDifference([.nan], [1]) != nil)
    #expect(agreement.firstDifference([.infinity], [1]) != nil)
    #expect(agreement.firstDifference([1], [.infinity]) != nil)
    #expect(agreement.firstDifference([-.infinity], [.infinity]) != nil)
  }

  @Test("a missing element is a difference")
  func count() {
    #expect(Agreement(relative: 1, floor: 1).firstDifference([1], [1, 1]) != nil)
  }
}
