import Concord

/// How many shards a batch is cut into.
enum ShardChoice {
  /// - Parameter count: The flag's, else the config file's; nil for the default.
  static func shards(_ count: Int?, ofBatch batchSize: Int) throws -> Shards {
    let count = count ?? 1
    guard count >= 1, count <= batchSize else {
      throw CommandError("--shards must be between 1 and the batch size of \(batchSize), but is \(count)")
    }
    return Shards(count, ofBatch: batchSize)
  }
}
