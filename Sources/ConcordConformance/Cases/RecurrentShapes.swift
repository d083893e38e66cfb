import ConcordKit

/// Sequences for the recurrent operations: around the tiles of kernels, empty ones, and some of each length.
struct RecurrentShapes {
  var samples: Int
  var times: Int
  var units: Int

  static let all = [
    (1, 1, 1), (2, 3, 4), (3, 4, 17), (9, 5, 16), (5, 2, 33), (17, 3, 8), (1, 7, 65), (33, 2, 5), (7, 6, 3), (4, 0, 3),
    (0, 3, 2),
    (2, 3, 0), (8, 2, 40), (65, 1, 2),
  ].map { RecurrentShapes(samples: $0, times: $1, units: $2) }

  /// Which of the inputs that may be missing are there; numbered through all combinations.
  struct Variant {
    var number: Int
    var reversed: Bool { number & 1 != 0 }
    var lengths: Bool { number & 2 != 0 }
    var initial: Bool { number & 4 != 0 }
    var bias: Bool { number & 8 == 0 }
    /// Of the gradient: all outputs, the last states, or both have one.
    var sequence: Bool { number % 3 != 1 }
    var last: Bool { number % 3 != 0 }

    var text: String {
      let parts = [("reversed", reversed), ("lengths", lengths), ("initial", initial)].filter(\.1).map(\.0)
      return parts.isEmpty ? "none" : parts.joined(separator: "+")
    }
  }

  /// Each cell in each shape, with another variant each time.
  static func each(_ add: (RecurrentShapes, RecurrentCell, Variant, [ValueClass]) -> Void) {
    var number = 0
    for shape in all {
      for cell in RecurrentCell.allCases {
        for _ in 0..<3 {
          number += 1
          add(shape, cell, Variant(number: number * 5 % 16), number % 8 == 0 ? ValueClass.allCases : ValueClass.some(number))
        }
      }
    }
  }

  func parameters(_ cell: RecurrentCell, _ bias: Bool) -> CaseParameters {
    ["cell": cell.rawValue, "samples": samples, "times": times, "units": units, "bias": bias]
  }

  func p(_ cell: RecurrentCell) -> [Int] { [samples, times, cell.gates * units] }
  func w(_ cell: RecurrentCell) -> [Int] { [cell.gates * units, units] }
  var y: [Int] { [samples, times, units] }
  func saved(_ cell: RecurrentCell) -> [Int] { [samples, times, cell.saved, units] }
  func states(_ cell: RecurrentCell) -> [Int] { [samples, cell.states, units] }
  var lengths: CaseInput { .integers([samples], -1...Int32(times + 1)) }
}
