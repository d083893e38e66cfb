import Concord

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a config file can say. Each key is the flag of the same name.
struct Settings: Decodable {
  var backend: String?
  var model: String?
  var width: Int?
  var dataset: String?
  var dataDir: String?
  var epochs: Int?
  var steps: Int?
  var batchSize: Int?
  var microBatch: TextSetting?
  var memoryLimit: TextSetting?
  var optimizer: String?
  var momentum: Double?
  var nesterov: Bool?
  var weightDecay: Double?
  var clipNorm: Double?
  var learningRate: Double?
  var schedule: String?
  var scheduleEpochs: Int?
  var scheduleGamma: Double?
  var warmupSteps: Int?
  var lrScaling: String?
  var baseBatch: Int?
  var loss: String?
  var labelSmoothing: Double?
  var seed: UInt64?
  var plan: String?
  var activationBudget: TextSetting?
  var report: String?
  var run: String?
  var save: String?
  var initialParameters: String?
  var shuffle: Bool?
  var augment: String?
  var cropPadding: Int?
  var mean: String?
  var std: String?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case backend, model, width, dataset, epochs, steps, optimizer, momentum, nesterov, loss, schedule, seed, plan, report, save
    case run, shuffle, augment, mean, std
    case activationBudget = "activation-budget"
    case cropPadding = "crop-padding"
    case dataDir = "data-dir"
    case batchSize = "batch-size"
    case microBatch = "micro-batch"
    case memoryLimit = "memory-limit"
    case weightDecay = "weight-decay"
    case clipNorm = "clip-norm"
    case learningRate = "lr"
    case scheduleEpochs = "schedule-epochs"
    case scheduleGamma = "schedule-gamma"
    case warmupSteps = "warmup-steps"
    case lrScaling = "lr-scaling"
    case baseBatch = "base-batch"
    case labelSmoothing = "label-smoothing"
    case initialParameters = "init"
  }

  /// The settings of the file at `path`.
  ///
  /// - Throws: Where it cannot be read, is no JSON object, or has a key or a value that does not belong there.
  static func load(_ path: String) throws -> Settings {
    let data = try AtomicFile.read(path)
    let known = CodingKeys.allCases.map(\.rawValue).sorted().joined(separator: ", ")
    let keys: [String]
    do {
      keys = try JSONDecoder().decode([String: Ignored].self, from: data).keys.sorted()
    } catch DecodingError.typeMismatch {
      throw FileError(path, "must hold one JSON object")
    } catch {
      throw FileError(path, "is not a JSON object; a config file can set \(known)")
    }
    if let unknown = keys.first(where: { CodingKeys(rawValue: $0) == nil }) {
      throw FileError(path, "has the unknown key '\(unknown)'; a config file can set \(known)")
    }
    do {
      return try JSONDecoder().decode(Settings.self, from: data)
    } catch DecodingError.typeMismatch(_, let context) {
      throw FileError(
        path, "the value of '\(context.codingPath.map(\.stringValue).joined(separator: "."))' is of the wrong kind")
    } catch {
      // The decoder does not say which; it is JSON of the right kinds, so that only a number can be at fault.
      throw FileError(
        path,
        "holds a number that does not fit: none is negative, and all but clip-norm, label-smoothing, lr, momentum, "
          + "schedule-gamma and weight-decay are whole")
    }
  }

  /// The settings of `path`, of the file that `CONCORD_CONFIG` names, or none.
  static func load(flag path: String?) throws -> Settings {
    if let path { return try FlagMistake.naming("--config") { try load(path) } }
    if let path = Precedence.environment("CONCORD_CONFIG") {
      return try FlagMistake.naming("CONCORD_CONFIG") { try load(path) }
    }
    return Settings()
  }

  /// A value whose kind does not matter.
  private struct Ignored: Decodable {
    init(from decoder: any Decoder) {}
  }
}
