import ConcordData
import ConcordNN

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a run's report says that is needed to use its parameters again.
public struct RunRecord: Sendable {
  public let model: String
  /// The model's JSON file, where it came from one.
  public let modelFile: String?
  public let width: Int?
  public let dataset: String
  public let normalization: Normalization
  public let loss: Loss
  public let microBatch: Int
  /// On the test part, as training left it.
  public let accuracy: Double
  public let testLoss: Float
  public let parametersSHA256: String
  /// Of what layers keep without learning it; nil where they keep nothing.
  public let stateSHA256: String?

  /// - Throws: Where the file cannot be read, is no report, is one of another format, or lacks something.
  public init(contentsOf path: String) throws(FileError) {
    let data: Data
    do throws(FileError) {
      data = try AtomicFile.read(path)
    } catch {
      throw FileError(path, "\(error.problem); name a folder that `concord train --run` wrote")
    }
    let decoder = ReportEncoder.decoder
    let format: Int?
    do {
      format = try decoder.decode(Head.self, from: data).format
    } catch {
      throw FileError(path, "is not the report of a training run; name a folder that `concord train --run` wrote")
    }
    guard let format else {
      throw FileError(path, "does not say what format it has, as reports of an older concord; train again with --run")
    }
    guard format == RunReport.currentFormat else {
      throw FileError(
        path, "has the format \(format), and this concord reads \(RunReport.currentFormat); use the concord that wrote it")
    }
    let body: Body
    do {
      body = try decoder.decode(Body.self, from: data)
    } catch DecodingError.keyNotFound(let key, _) {
      throw FileError(path, "lacks '\(key.stringValue)'; it was changed after the run, train again")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw FileError(path, "the value of '\(key)' is of the wrong kind; it was changed after the run, train again")
    } catch {
      throw FileError(path, "holds a number that does not fit; it was changed after the run, train again")
    }
    guard let loss = Loss(body.loss) else {
      throw FileError(path, "names the loss '\(body.loss)', which this concord does not know; use the concord that wrote it")
    }
    guard body.microBatch > 0 else { throw FileError(path, "has a micro-batch of \(body.microBatch), and 1 is the least") }
    model = body.model
    modelFile = body.modelFile
    width = body.width
    dataset = body.dataset
    normalization = body.normalization
    self.loss = loss
    microBatch = body.microBatch
    accuracy = body.accuracy
    testLoss = body.testLoss
    parametersSHA256 = body.parametersSHA256
    stateSHA256 = body.stateSHA256
  }

  private struct Head: Decodable {
    var format: Int?
  }

  /// As ``RunReport`` writes it.
  private struct Body: Decodable {
    var model: String
    var modelFile: String?
    var width: Int?
    var dataset: String
    var normalization: Normalization
    var loss: String
    var microBatch: Int
    var accuracy: Double
    var testLoss: Float
    var parametersSHA256: String
    var stateSHA256: String?
  }
}
