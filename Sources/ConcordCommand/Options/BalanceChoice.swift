import Concord

/// How the shards of a batch are dealt among devices: auto, equal, or a part for each.
enum BalanceChoice {
  /// A flag's value, or one of the config file.
  @Sendable static func parse(_ text: String) throws -> String {
    _ = try balance(text)
    return text
  }

  static func balance(_ text: String) throws -> ShardBalance {
    if text == "auto" { return .auto }
    if text == "equal" { return .equal }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    guard parts.count > 1, parts.allSatisfy({ (0...1 << 24).contains($0) }), parts.contains(where: { $0 > 0 }) else {
      throw CommandError("it must be auto, equal, or a whole number for each device, such as 3:1")
    }
    return .ratio(parts)
  }
}
