/// Samples, channels and positions, and groups of neighbouring channels.
struct GroupShapes {
  /// [N, C, …].
  var x: [Int]
  var groups: Int

  static let all =
    ChannelShapes.all.map { GroupShapes(x: $0, groups: 1) }
    + [
      GroupShapes(x: [3, 4], groups: 2), GroupShapes(x: [3, 4], groups: 4), GroupShapes(x: [2, 6, 5], groups: 3),
      GroupShapes(x: [2, 16, 5, 7], groups: 4), GroupShapes(x: [2, 32, 8, 8], groups: 32),
      GroupShapes(x: [1, 130, 3], groups: 2),
      GroupShapes(x: [5, 129], groups: 43), GroupShapes(x: [2, 6, 0], groups: 3), GroupShapes(x: [0, 6, 2], groups: 3),
      GroupShapes(x: [2, 0, 2], groups: 3), GroupShapes(x: [9, 768], groups: 1), GroupShapes(x: [1, 64, 4, 4], groups: 8),
    ]

  var parameters: CaseParameters { ["x": CaseList.text(x), "groups": groups] }

  var channels: [Int] { [x[1]] }

  /// The shape of mean and inverse_std.
  var rows: [Int] { [x[0], groups] }

  /// The classes of values for the shape of a number in ``all``.
  static func values(_ number: Int) -> [ValueClass] {
    number % 3 == 0 ? ValueClass.allCases : ValueClass.some(number)
  }
}
