import ConcordDigest
import ConcordGraph
import ConcordKit
import ConcordNN
import Testing

@Suite("Normalisation, composite layers and the models made of them")
struct ResidualModelTests {
  private static func graph(_ name: String, _ imageShape: [Int], classCount: Int = 10) throws -> TrainingGraph {
    try TrainingGraph(
      ModelZoo.model(named: name, imageShape: imageShape, classCount: classCount), microBatch: 1,
      optimizer: SGD(learningRate: 0.1))
  }

  @Test(
    "residual networks and vgg11 have their published numbers of parameters",
    arguments: [
      // He and others: 0.27 million, 269,722, without parameters in the shortcuts, which add 16·32 + 2·32 and 32·64 + 2·64 here.
      ("resnet20", [3, 32, 32], 10, 269_722 + 2_752),
      // With a 3×3 stem and 10 classes, as published for CIFAR-10; torchvision's.
      ("resnet18", [3, 32, 32], 10, 11_173_962), ("resnet18", [3, 224, 224], 1000, 11_689_512),
      // torchvision's 132,863,336 less its three fully connected layers, which are one of 512·10 + 10 here.
      (
        "vgg11", [3, 32, 32], 10,
        132_863_336 - (25_088 * 4096 + 4096) - (4096 * 4096 + 4096) - (4096 * 1000 + 1000) + 5_130
      ),
      // As torchvision publishes them.
      ("resnet34", [3, 224, 224], 1000, 21_797_672), ("resnet50", [3, 224, 224], 1000, 25_557_032),
      ("vgg16", [3, 224, 224], 1000, 138_357_544), ("densenet121", [3, 224, 224], 1000, 7_978_856),
      ("mobilenetv2", [3, 224, 224], 1000, 3_504_872), ("efficientnet-b0", [3, 224, 224], 1000, 5_288_548),
      ("convnext-t", [3, 224, 224], 1000, 28_589_128),
    ])
  func parameterCounts(name: String, imageShape: [Int], classCount: Int, count: Int) throws {
    let model = try ModelZoo.model(named: name, imageShape: imageShape, classCount: classCount)
    #expect(try model.summary(batchSize: 2).reduce(0) { $0 + $1.parameterCount } == count)
    #expect(try model.summary(batchSize: 2).last?.outputShape == [2, classCount])
  }

  /// The second is the SHA-256 of what this prints with torchvision:
  ///
  ///     lines = sorted(f"{k} {list(v.shape)}" for k, v in model(weights=None).state_dict().items() if "num_batches" not in k)
  ///     print(hashlib.sha256("\n".join(lines).encode()).hexdigest())
  @Test(
    "parameters and state have torchvision's names and shapes",
    arguments: [
      ("resnet18", "fc669aac650ab66f6f786c5b13cfd6a691e18838ab2798d6273f9c7376e98c7b"),
      ("resnet34", "efabbe4b2289112be43dfa89fe7af8cfa27714b2c6ccd40c4807e25079c0ac21"),
      ("resnet50", "584ee931ad382885ad353fa64c8bf7736b8cd3a2259cc79a8f1e68cb3de2b163"),
      ("vgg16", "26a44a8d3cab16c67a2e446a90410ce627919f48ca28949d4a95f218ccda926f"),
      ("densenet121", "c4a956e878d257a80aa164c2244c868af1e51756baa6f7b1b5679554c01a7c08"),
      ("mobilenetv2", "07c1a8796c1aa659704bff922a9fd79773dd549def1a80747d38e220c211db05"),
      ("efficientnet-b0", "29f2e4b8ed94097f30a89eced93c3b97c89a41217ba85615e104ff044a01534c"),
      ("convnext-t", "76e6adcc617daa3f25bbf3b1a82ef34bd943568f7c5ce47b26eb86d15e867807"),
    ])
  func names(name: String, sha256: String) throws {
    let graph = try Self.graph(name, [3, 224, 224], classCount: 1000)
    let lines = (graph.parameters + graph.state).map { "\($0.name) \($0.shape)" }.sorted()
    #expect(SHA256.hex(of: Array(lines.joined(separator: "\n").utf8)) == sha256, "\(lines.prefix(20))")
  }

  @Test("resnet20's parameters and state are named and shaped as torchvision names them")
  func resNet20() throws {
    let graph = try Self.graph("resnet20", [3, 32, 32])
    let parameters = Dictionary(uniqueKeysWithValues: graph.parameters.map { ($0.name, $0.shape) })
    // Per block two convolutions and normalisations; per shortcut one of each; the stem's; the last layer's.
    #expect(parameters.count == 9 * 6 + 2 * 3 + 3 + 2)
    #expect(parameters["conv1.weight"] == [16, 3, 3, 3])
    #expect(parameters["bn1.bias"] == [16])
    #expect(parameters["layer1.0.conv1.weight"] == [16, 16, 3, 3])
    #expect(parameters["layer2.0.conv1.weight"] == [32, 16, 3, 3])
    #expect(parameters["layer2.0.downsample.0.weight"] == [32, 16, 1, 1])
    #expect(parameters["layer2.0.downsample.1.bias"] == [32])
    #expect(parameters["layer3.2.bn2.weight"] == [64])
    #expect(parameters["fc.weight"] == [10, 64])
    #expect(!parameters.keys.contains { $0.hasSuffix("conv1.bias") || $0.hasPrefix("layer1.0.downsample") })
    #expect(graph.parameters.prefix(3).map(\.name) == ["conv1.weight", "bn1.weight", "bn1.bias"])
    #expect(graph.state.count == 2 * (1 + 9 * 2 + 2))
    #expect(graph.state.prefix(2).map(\.name) == ["bn1.running_mean", "bn1.running_var"])
    #expect(graph.state.prefix(2).map(\.initializer) == [.constant(0), .constant(1)])
    #expect(graph.state.contains { $0.name == "layer3.0.downsample.1.running_var" && $0.shape == [64] })
    #expect(graph.parameters.first { $0.name == "bn1.weight" }?.initializer == .constant(1))
  }

  @Test("resnet18 and vgg11 name their layers as torchvision does, and halve what they should")
  func others() throws {
    let large = try ModelZoo.model(named: "resnet18", imageShape: [3, 224, 224], classCount: 1000).summary(batchSize: 1)
    let shapes = Dictionary(uniqueKeysWithValues: large.map { ($0.name, $0.outputShape) })
    #expect(shapes["conv1"] == [1, 64, 112, 112])
    #expect(shapes["maxpool"] == [1, 64, 56, 56])
    #expect(shapes["layer1.1.conv2"] == [1, 64, 56, 56])
    #expect(shapes["layer4.1.bn2"] == [1, 512, 7, 7])
    let small = try Self.graph("resnet18", [3, 32, 32])
    #expect(small.parameters.contains { $0.name == "layer4.0.downsample.0.weight" && $0.shape == [512, 256, 1, 1] })
    let vgg = try Self.graph("vgg11", [3, 32, 32]).parameters.map(\.name)
    #expect(
      vgg == [0, 3, 6, 8, 11, 13, 16, 18].flatMap { ["features.\($0).weight", "features.\($0).bias"] } + [
        "classifier.weight", "classifier.bias",
      ])
  }

  @Test("training normalises by the micro-batch, evaluation by the running statistics")
  func phases() throws {
    let graph = try Self.graph("resnet20", [3, 32, 32])
    let training = graph.gradient(continuing: true).map(\.name)
    let evaluation = graph.evaluation(continuing: false).map(\.name)
    #expect(training.count { $0 == "batch_norm" } == 21 && training.count { $0 == "batch_norm_gradient" } == 21)
    #expect(!training.contains("batch_norm_inference"))
    #expect(evaluation.count { $0 == "batch_norm_inference" } == 21 && !evaluation.contains("batch_norm"))
  }

  private func message(_ shape: [Int], @LayerBuilder _ layers: () -> [any Layer]) -> String? {
    let error = #expect(throws: GraphError.self) {
      try Model(name: "mistake", inputShape: shape, classCount: 10, layers: layers)
    }
    return error?.description
  }

  @Test("a shape mistake is one error that names the layer, what it expected and what it got")
  func mistakes() {
    #expect(
      message([3, 4, 4]) { BatchNorm2D(4, name: "bn") } == "layer 'bn': BatchNorm2D expects [N, 4, H, W], but got [N, 3, 4, 4]")
    #expect(
      message([3, 4, 4]) { ConcordNN.GroupNorm(groups: 1, 4) } == "layer '0': GroupNorm expects [N, 4, …], but got [N, 3, 4, 4]"
    )
    #expect(
      message([3, 4, 4]) { ConcordNN.GroupNorm(groups: 2, 3) }?.contains("layer '0': group_norm expects x with a multiple of 2")
        == true)
    #expect(
      message([3, 4, 4]) { LayerNorm(4, 5, name: "ln") } == "layer 'ln': LayerNorm expects [N, …, 4, 5], but got [N, 3, 4, 4]")
    #expect(message([3, 4]) { LayerNorm(2, 3, 4) }?.contains("expects [N, …, 2, 3, 4]") == true)
    let block = message([3, 4, 4]) {
      Sequential(name: "layer1") {
        Residual(name: "0") { ConcordNN.Conv2D(3, 5, kernel: 3, padding: 1, name: "conv1") }
      }
    }
    #expect(
      block
        == "layer 'layer1.0': Residual expects its shortcut to give [N, 5, 4, 4], as its main layers do, but got [N, 3, 4, 4]; "
        + "give it layers for a shortcut")
    let inner = message([3, 4, 4]) {
      Sequential {
        Residual(name: "block") {
          BatchNorm2D(3)
        } shortcut: {
          BatchNorm2D(2)
        }
      }
    }
    #expect(inner == "layer '0.block.downsample.0': BatchNorm2D expects [N, 2, H, W], but got [N, 3, 4, 4]")
  }

  @Test("two layers whose parameters have one name are refused wherever they stand")
  func sameName() {
    let nested = message([3, 4, 4]) {
      Sequential(name: "a") { BatchNorm2D(3, name: "bn") }
      Sequential(name: "a") { BatchNorm2D(3, name: "bn") }
    }
    #expect(nested == "layer 'a': several layers have this name; give each a name of its own")
    let shortcut = message([3, 4, 4]) {
      Residual(name: "b") {
        Sequential(name: "downsample") { BatchNorm2D(3) }
      } shortcut: {
        BatchNorm2D(3)
      }
    }
    #expect(shortcut?.contains("name of its own") == true)
    let position = message([3, 4, 4]) {
      BatchNorm2D(3, name: "1")
      BatchNorm2D(3)
    }
    #expect(position == "layer '1': several parameters are called '1.weight'; give each a name of its own")
  }
}
