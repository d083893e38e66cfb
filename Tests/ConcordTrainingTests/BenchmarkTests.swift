import Concord
import Foundation
import Testing

@Suite("Benchmarks")
struct BenchmarkTests {
  private func device() throws -> any Device { try ReferenceBackend().open(device: 0, options: [:]) }

  private func model() throws -> Model {
    try Model(name: "small", inputShape: [1, 2, 2], classCount: 3) {
      Flatten()
      Linear(4, 5)
      ReLU()
      Linear(5, 5)
      ReLU()
      Linear(5, 3)
    }
  }

  @Test("a timing's median and tenths are those of its times, in any order")
  func timing() {
    let timing = Timing(milliseconds: [9, 1, 8, 2, 7, 3, 6, 4, 5, 10].map { Double($0) })
    #expect(timing.minimum == 1)
    #expect(timing.p10 == 2)
    #expect(timing.median == 6)
    #expect(timing.p90 == 10)
    #expect(timing.spread == 8.0 / 6)
    #expect(timing.repetitions == 10)
    #expect(Timing(milliseconds: [4]).spread == 0)
  }

  @Test("a measurement goes on until it has enough repetitions, and divides by what each does")
  func repetitions() throws {
    var calls = 0
    let timing = try Timing(atLeast: 7, seconds: 0, group: 1000) { calls += 1 }
    #expect(timing.repetitions == 7)
    #expect(calls == 9, "two are the warm-up")
    let longer = try Timing(atLeast: 1, seconds: 0.02) {}
    #expect(longer.repetitions > 1)
  }

  @Test("a measurement ends with what its body throws")
  func failure() {
    struct Planted: Error {}
    #expect(throws: Planted.self) { _ = try Timing(seconds: 0) { throw Planted() } }
  }

  @Test("a step's operations are listed once each, with how often they come and what they move")
  func operations() throws {
    let operations = try StepOperation.all(of: model(), batchSize: 2, optimizer: Adam(learningRate: 0.1))
    // Both hidden layers have the same activation's gradient.
    let gradients = operations.filter { $0.name == "activation_gradient" }
    #expect(gradients.map(\.count) == [2])
    #expect(gradients.first?.inputs == [TensorType([2, 5]), TensorType([2, 5])])
    // Three tensors of ten numbers.
    #expect(gradients.first?.byteCount == 120)
    #expect(gradients.first?.flops == 0)
    let forward = try #require(operations.first)
    #expect(forward.name == "matmul")
    #expect(forward.inputs == [TensorType([2, 4]), TensorType([5, 4]), TensorType([5])])
    // 40 multiply-adds.
    #expect(forward.flops == 80)
    // x 8, w 20, bias 5 and y 10 numbers.
    #expect(forward.byteCount == 172)
    #expect(operations.last?.name == "adam")
    // Three layers: forward and weight gradient each, input gradient but for the first; the middle one's are of 5 × 5.
    let products = operations.filter { $0.name == "matmul" }
    #expect(products.map(\.count).reduce(0, +) == 8)
  }

  @Test("every operation of a step can be timed by itself", arguments: ["simplecnn", "mlp"])
  func alone(name: String) throws {
    let model = try ModelZoo.model(named: name, imageShape: [3, 32, 32], classCount: 10)
    for operation in try StepOperation.all(of: model, batchSize: 1, optimizer: SGD(learningRate: 0.1)) {
      let timing = try OperationBenchmark.measure(
        operation.definition, inputs: operation.inputs, on: device(), seconds: 0)
      #expect(timing.minimum > 0, "\(operation.name)")
      #expect(timing.repetitions == 10)
    }
  }

  @Test("a step's kernels take no longer than the step, on a backend whose launches are one after the other")
  func step() throws {
    let benchmark = try StepBenchmark.measure(
      model(), batchSize: 4, optimizer: Adam(learningRate: 0.1), on: device(), seconds: 0)
    #expect(benchmark.milliseconds.repetitions == 10)
    #expect(try #require(benchmark.kernelMilliseconds) > 0)
    #expect((0..<1).contains(try #require(benchmark.hostShare)))
  }

  @Test("a profiled step names layers, operations and shapes, and trains as a plain one does")
  func profile() throws {
    let (plain, profiled) = (
      try RandomSteps(model(), batchSize: 4, optimizer: Adam(learningRate: 0.1), on: device()),
      try RandomSteps(model(), batchSize: 4, optimizer: Adam(learningRate: 0.1), on: device())
    )
    try plain.step()
    let launches = try profiled.profile()
    #expect(try plain.session.parametersSHA256() == profiled.session.parametersSHA256())
    #expect(launches.map(\.index) == Array(0..<launches.count))
    #expect(launches.first?.operation == "matmul")
    #expect(launches.first?.layer == "1")
    #expect(launches.first?.outputs == "f32[4, 5]")
    #expect(launches.last?.layer == "optimizer")
    #expect(launches.last?.kernel == "adam")
  }

  @Test("a timeline has a row of operations and one of kernels, in microseconds from the first launch")
  func trace() throws {
    func launch(_ index: Int, _ operation: String, _ kernel: String, _ start: UInt64, _ end: UInt64) -> ProfiledLaunch {
      ProfiledLaunch(
        index: index, operation: operation, layer: "conv1", outputs: "f32[1]", kernel: kernel, start: start, end: end)
    }
    let json = try ChromeTrace.json(
      [
        launch(0, "conv2d", "border", 5000, 6500), launch(0, "conv2d", "tiles", 7000, 9000),
        launch(1, "max_pool2d", "pool", 9000, 9250),
      ], title: "a \"step\"")
    let file = try JSONDecoder().decode(Trace.self, from: Data(json.utf8))
    #expect(file.traceEvents.filter { $0.ph == "M" }.map(\.name) == ["process_name", "thread_name", "thread_name"])
    #expect(file.traceEvents.first?.args["name"] == "a \"step\"")
    let operations = file.traceEvents.filter { $0.ph == "X" && $0.tid == 1 }
    #expect(operations.map(\.name) == ["conv1 · conv2d", "conv1 · max_pool2d"])
    #expect(operations.map(\.ts) == [0, 4])
    #expect(operations.map(\.dur) == [4, 0.25])
    let kernels = file.traceEvents.filter { $0.ph == "X" && $0.tid == 2 }
    #expect(kernels.map(\.name) == ["border", "tiles", "pool"])
    #expect(kernels.map(\.ts) == [0, 2, 4])
    #expect(kernels.map(\.dur) == [1.5, 2, 0.25])
    #expect(kernels.map(\.cat) == ["conv2d", "conv2d", "max_pool2d"])
  }

  private struct Trace: Decodable {
    struct Event: Decodable {
      var name: String
      var cat: String?
      var ph: String
      var ts: Double?
      var dur: Double?
      var pid: Int
      var tid: Int?
      var args: [String: String]
    }

    var traceEvents: [Event]
  }
}
