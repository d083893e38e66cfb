/// The 64-lane reduction as its definition reads, lane by lane: slow, and with nothing in common with the one under test.
enum LanesByHand {
  static func sum(_ x: [Float]) -> Float {
    var lanes = (0..<64).map { lane in stride(from: lane, to: x.count, by: 64).reduce(Float(0)) { $0 + x[$1] } }
    while lanes.count > 1 {
      let half = lanes.count / 2
      lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
    }
    return lanes[0]
  }
}
