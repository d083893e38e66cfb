import ConcordFiles
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordRuns

@Suite("Metrics")
struct MetricsTests {
  private static let rows = [
    MetricsRow(epoch: 1, step: 3, trainLoss: 2.5, validationLoss: 0.1, validationAccuracy: 0.75, learningRate: 1e-5),
    MetricsRow(epoch: 2, step: 6, trainLoss: .nan, testLoss: 1, testAccuracy: 1, seconds: 1.5, imagesPerSecond: 12),
  ]

  @Test("both files hold the same rows; what was not measured or is not finite is left out")
  func rows() throws {
    let folder = try TemporaryFolder()
    let log = try MetricsLog(in: folder.url.path, after: 0)
    for row in Self.rows { try log.append(row) }
    let csv = try String(contentsOfFile: folder.path("metrics.csv"), encoding: .utf8)
    #expect(
      csv == """
        epoch,step,train_loss,validation_loss,validation_accuracy,test_loss,test_accuracy,learning_rate,seconds,images_per_second
        1,3,2.5,0.1,0.75,,,1e-05,,
        2,6,,,,1.0,1.0,,1.5,12.0

        """)
    let lines = try String(contentsOfFile: folder.path("metrics.jsonl"), encoding: .utf8).split(separator: "\n")
    let objects = try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Double]) }
    #expect(
      objects == [
        ["epoch": 1, "step": 3, "train_loss": 2.5, "validation_loss": 0.1, "validation_accuracy": 0.75, "learning_rate": 1e-5],
        ["epoch": 2, "step": 6, "test_loss": 1, "test_accuracy": 1, "seconds": 1.5, "images_per_second": 12],
      ])
  }

  @Test("a run that goes on drops later rows and a torn one, in both files, and reads what was written to the bit")
  func goingOn() throws {
    let folder = try TemporaryFolder()
    let log = try MetricsLog(in: folder.url.path, after: 0)
    var exact = Self.rows[0]
    (exact.trainLoss, exact.validationAccuracy) = (Float(bitPattern: 1), 1.0 / 3)
    for row in [exact, Self.rows[1]] { try log.append(row) }
    for name in ["metrics.csv", "metrics.jsonl"] {
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path(name)))
      try file.seekToEnd()
      try file.write(contentsOf: Data("{\"epoch\": 3, \"st".utf8))
    }
    #expect(try MetricsLog(in: folder.url.path, after: 5).rows == [exact])
    #expect(try MetricsLog.read(folder.url.path) == [exact])
    #expect(try String(contentsOfFile: folder.path("metrics.csv"), encoding: .utf8).split(separator: "\n").count == 2)
  }

  @Test("hashes: a step is written once; what follows the checkpoint is dropped; what is no hash is refused by its line")
  func hashes() throws {
    let folder = try TemporaryFolder()
    let (a, b) = (String(repeating: "a", count: 64), String(repeating: "0", count: 64))
    let log = try HashLog(in: folder.url.path, after: 0)
    let rows = [
      HashRow(step: 0, parameters: a, state: nil, optimizer: b), HashRow(step: 4, parameters: b, state: a, optimizer: nil),
    ]
    for row in rows + [rows[1]] { try log.append(row) }
    #expect(
      try String(contentsOfFile: folder.path("hashes.csv"), encoding: .utf8)
        == "step,parameters,state,optimizer\n0,\(a),,\(b)\n4,\(b),\(a),\n")
    #expect(try HashLog.read(folder.url.path) == rows)
    #expect(try HashLog(in: folder.url.path, after: 3).rows == [rows[0]])
    try Data("step,parameters,state,optimizer\n0,\(a),,\(b)\n4,\(b.dropLast()),,\n".utf8)
      .write(to: URL(fileURLWithPath: folder.path("hashes.csv")))
    let error = #expect(throws: FileError.self) { try HashLog.read(folder.url.path) }
    #expect(error?.problem.contains("line 3 ") == true)
  }
}
