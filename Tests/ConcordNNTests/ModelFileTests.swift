import ConcordGraph
import ConcordKit
import Testing

@testable import ConcordNN

@Suite("Model files")
struct ModelFileTests {
  private func model(_ json: String, _ shape: [Int] = [1, 28, 28], classes: Int = 10) throws(GraphError) -> Model {
    try ModelFile.model(Array(json.utf8), inputShape: shape, classCount: classes)
  }

  /// A model whose layers are `layers`.
  private func file(_ layers: String) -> String { #"{"name": "net", "layers": [\#(layers)]}"# }

  private func refusal(_ json: String, _ shape: [Int] = [1, 28, 28]) throws -> String {
    let error = #expect(throws: GraphError.self, "\(json.prefix(200))") { try model(json, shape) }
    return try #require(error).description
  }

  private static let leNet5 = #"""
    {
      "name": "lenet5",
      "layers": [
        {"type": "Conv2D", "outputs": 6, "kernel": 5, "padding": 2, "name": "conv1"},
        {"type": "ReLU"},
        {"type": "MaxPool2D", "kernel": 2},
        {"type": "Conv2D", "outputs": 16, "kernel": 5, "name": "conv2"},
        {"type": "ReLU"},
        {"type": "MaxPool2D", "kernel": 2},
        {"type": "Flatten"},
        {"type": "Linear", "outputs": 120, "name": "fc1"},
        {"type": "ReLU"},
        {"type": "Linear", "outputs": 84, "name": "fc2"},
        {"type": "ReLU"},
        {"type": "Linear", "outputs": 10, "name": "fc3"}
      ]
    }
    """#

  @Test("a file gives the model that Swift gives: the same graph")
  func leNet5() throws {
    let (fromFile, fromSwift) = (
      try TrainingGraph(model(Self.leNet5), microBatch: 2, optimizer: SGD(learningRate: 0.1)),
      try TrainingGraph(
        ModelZoo.model(named: "lenet5", imageShape: [1, 28, 28], classCount: 10), microBatch: 2,
        optimizer: SGD(learningRate: 0.1))
    )
    #expect(fromFile.parameters.map(\.name) == fromSwift.parameters.map(\.name))
    #expect(fromFile.parameters.map(\.shape) == fromSwift.parameters.map(\.shape))
    #expect(fromFile.parameters.map(\.initializer) == fromSwift.parameters.map(\.initializer))
    let nodes = fromFile.gradient(continuing: true)
    #expect(nodes.map(\.name) == fromSwift.gradient(continuing: true).map(\.name))
    #expect(nodes.map(\.definition.attributes) == fromSwift.gradient(continuing: true).map(\.definition.attributes))
  }

  @Test("every attribute reaches its layer")
  func attributes() throws {
    let layers = try model(
      file(
        """
        {"type": "Conv2D", "outputs": 6, "kernel": 3, "stride": 2, "padding": 4, "dilation": 5, "groups": 2, "name": "c"},
        {"type": "MaxPool2D", "kernel": 3, "stride": 2, "padding": 1}, {"type": "AvgPool2D", "kernel": 2, "stride": 1, "padding": 1},
        {"type": "Pad2D", "padding": 1, "top": 0, "right": 3}, {"type": "Dropout", "probability": 0.25}, {"type": "Dropout"},
        {"type": "Parallel", "axis": 2, "name": "p", "branches": [{"type": "ReLU"}, {"type": "Conv2D", "outputs": 6, "kernel": 1}]},
        {"type": "GlobalAveragePool"}, {"type": "Linear", "outputs": 10, "name": "fc"}
        """), [4, 30, 31]
    ).layers
    let convolution = try #require(layers[0] as? ConcordNN.Conv2D)
    #expect(convolution.inputs == 4 && convolution.outputs == 6 && convolution.kernel == 3 && convolution.name == "c")
    #expect(convolution.geometry == ConvolutionGeometry(stride: 2, padding: 4, dilation: 5, groups: 2))
    #expect((layers[1] as? ConcordNN.MaxPool2D)?.window == PoolWindow(3, stride: 2, padding: 1))
    #expect((layers[2] as? ConcordNN.AvgPool2D)?.window == PoolWindow(2, stride: 1, padding: 1))
    let pad = try #require(layers[3] as? Pad2D)
    #expect([pad.top, pad.bottom, pad.left, pad.right] == [0, 1, 1, 3])
    #expect(layers[4...5].map { ($0 as? ConcordNN.Dropout)?.probability } == [0.25, 0.5])
    let parallel = try #require(layers[6] as? Parallel)
    #expect(parallel.axis == 2 && parallel.name == "p" && parallel.branches.count == 2)
    #expect((parallel.branches[1] as? ConcordNN.Conv2D)?.inputs == 6)
    #expect((layers[8] as? Linear)?.inputs == 6)
  }

  @Test("a layer of every type takes a name")
  func names() throws {
    let two = #", "inputs": ["input", "input"]"#
    let needed = [
      "Addition": two, "Concatenation": two, "Multiplication": two, "MatrixProduct": two, "Split": #", "sizes": [8]"#,
      "AvgPool2D": #", "kernel": 1"#, "Conv2D": #", "outputs": 4, "kernel": 1"#, "Linear": #", "outputs": 10"#,
      "GroupNorm": #", "groups": 2"#, "MaxPool2D": #", "kernel": 1"#, "Residual": #", "layers": []"#,
      "LearnedScale": #", "shape": [6]"#, "Scaling": #", "factor": -0.5"#,
      "Reshape": #", "shape": [8, 6, 6]"#, "Sequential": #", "layers": []"#,
      "Parallel": #", "branches": [{"type": "ReLU"}, {"type": "ReLU"}]"#,
    ]
    // Those that change the shape come last; an embedding takes indices, and has a test of its own.
    let last = ["Flatten", "Linear"]
    let list = try #require(try refusal(file(#"{"type": "None"}"#)).split(separator: "there are: ").last)
    let all = list.split(separator: ", ").map(String.init)
    #expect(all == ModelFile.layerTypes.map { $0.type })
    let sequences = [
      "ClassToken": "", "GRU": #", "hidden": 6"#, "LSTM": #", "hidden": 3, "bidirectional": true"#, "LearnedPositions": "",
      "MultiHeadAttention": #", "heads": 2, "causal": true"#, "RNN": #", "hidden": 6, "relu": true"#, "SinusoidalPositions": "",
      "TransformerEncoderLayer": #", "heads": 3, "normFirst": true, "gelu": true"#, "Permute": #", "axes": [2, 1]"#,
      "Select": #", "place": 2, "fromEnd": true"#,
    ]
    let others = ["Embedding", "GlobalAveragePool", "PatchEmbedding", "Rows"] + sequences.keys
    let types = all.filter { !(last + others).contains($0) } + last
    let layers = types.map { #"{"type": "\#($0)", "name": "a-\#($0)"\#(needed[$0] ?? "")}"# }.joined(separator: ",\n")
    #expect(try model(file(layers), [4, 6, 6]).layers.map(\.name) == types.map { "a-\($0)" })
    let pooled = file(#"{"type": "GlobalAveragePool", "name": "pool"}, {"type": "Linear", "outputs": 10}"#)
    #expect(try model(pooled, [4, 6, 6]).layers.map(\.name) == ["pool", nil])
    let ofSequences = sequences.keys.sorted { ($0 == "Select" ? 1 : 0, $0) < ($1 == "Select" ? 1 : 0, $1) }
    for first in [
      #"{"type": "Rows", "name": "a-first"}"#, #"{"type": "PatchEmbedding", "patch": 2, "outputs": 6, "name": "a-first"}"#,
    ] {
      // Permute turns the axes, so it comes twice.
      let layers = ofSequences.flatMap { type in
        (type == "Permute" ? ["b", "a"] : ["a"]).map {
          #"{"type": "\#(type)", "name": "\#($0)-\#(type)"\#(sequences[type] ?? "")}"#
        }
      }
      let names = try model(
        file(([first] + layers + [#"{"type": "Linear", "outputs": 10}"#]).joined(separator: ",\n")), [1, 6, 6]
      )
      .layers.compactMap(\.name)
      #expect(names.filter { $0.hasPrefix("a-") } == ["a-first"] + ofSequences.map { "a-\($0)" })
    }
  }

  @Test("an embedding in a file of a model of indices")
  func embedding() throws {
    let json = file(
      #"{"type": "Embedding", "count": 50, "dimensions": 4, "name": "e"}, {"type": "Flatten"}, {"type": "Linear", "outputs": 3}"#
    )
    let model = try ModelFile.model(Array(json.utf8), inputShape: [6], inputElement: .int32, classCount: 3)
    #expect((model.layers[2] as? Linear)?.inputs == 24)
    #expect(try refusal(json, [6]).hasPrefix("layer 'e': Embedding expects int32 indices"))
  }

  @Test(
    "what is no model is refused, and said why",
    arguments: [
      ("", "line 1: it ends where a value should be"), ("{", "a name in quotes was expected"), ("[]", "one JSON object"),
      ("{}", "needs a name"), (#"{"name": 3, "layers": []}"#, "needs a name"), (#"{"name": "", "layers": []}"#, "needs a name"),
      (#"{"name": "n"}"#, "needs layers"), (#"{"name": "n", "layers": {}}"#, "needs layers"),
      (#"{"name": "n", "layers": []}"#, "should end in [N, 10]"), (#"{"name": "n", "layer": []}"#, #"has no "layer""#),
      ("{\"name\": \"n\",\n\"layers\": [},\n]}", "line 2: a value was expected"), ("{\"name\": \"n\"} x", "something follows"),
      (#"{"name": "n", "name": "m"}"#, #""name" comes twice"#), ("{'name': 1}", "a name in quotes"),
      (#"{"name": NaN}"#, "a value was expected"), (#"{"name": 01}"#, "',' or '}' was expected"),
      (#"{"name": -}"#, "a digit was expected"), (#"{"name": 1.}"#, "a digit was expected"),
      (#"{"name": 1e}"#, "a digit was expected"),
      (#"{"name": "\x"}"#, "an unknown escape"), (#"{"name": "\ud800"}"#, "half of a pair"),
      (#"{"name": "\ud800\u0041"}"#, "half of a pair"),
      (#"{"name": "\u00"}"#, "four hexadecimal digits"), (#"{"name": "a"#, "does not end"),
      ("{\"name\": \"a\nb\"}", "does not end"),
      (#"{"name" "a"}"#, "':' was expected"), (#"{"name": "a",}"#, "a name in quotes"), (#"{"name": [1 2]}"#, "',' or ']'"),
    ])
  func notAModel(json: String, problem: String) throws {
    let message = try refusal(json)
    #expect(message.contains(problem), "\(message)")
  }

  @Test(
    "a layer that cannot be is refused with its place and what was expected",
    arguments: [
      (#"{"type": "Conv3D"}"#, "layer '0': no layer type is called \"Conv3D\"; there are: Addition, AvgPool2D, BatchNorm2D, "),
      (#"{"kernel": 3, "name": "c"}"#, "layer 'c': a layer needs a type: one of Addition, AvgPool2D, "),
      (#"{"type": 3}"#, "a layer needs a type"), ("3", "layer '0': a layer is an object with a type, but this is 3"),
      ("[]", "but this is an array of 0"),
      (
        #"{"type": "Conv2D", "outputs": 6, "kernle": 5, "name": "c"}"#,
        "layer 'c': Conv2D has no attribute \"kernle\"; it takes outputs, kernel, stride, padding, dilation, groups"
      ),
      (#"{"type": "ReLU", "slope": 1, "name": "r"}"#, "layer 'r': ReLU has no attribute \"slope\"; it takes name"),
      (#"{"type": "Conv2D", "outputs": 6}"#, "layer '0': Conv2D needs the attribute \"kernel\""),
      (
        #"{"type": "Conv2D", "outputs": "six", "kernel": 5}"#,
        "attribute \"outputs\" of Conv2D must be a whole number between 1 and 2147483647, but is \"six\""
      ),
      (#"{"type": "Conv2D", "outputs": 6, "kernel": 5, "padding": -1}"#, "between 0 and 2147483647, but is -1"),
      (#"{"type": "Conv2D", "outputs": 6, "kernel": 5, "stride": 0}"#, "\"stride\" of Conv2D must be a whole number between 1"),
      (#"{"type": "Conv2D", "outputs": 6, "kernel": 2.5}"#, "but is 2.5"),
      (#"{"type": "Linear", "outputs": 1e3}"#, "but is 1e3"),
      (#"{"type": "Linear", "outputs": 99999999999999999999}"#, "but is 99999999999999999999"),
      (#"{"type": "Linear", "outputs": null}"#, "but is null"), (#"{"type": "Linear", "outputs": true}"#, "but is true"),
      (#"{"type": "Linear", "outputs": {}}"#, "but is an object"),
      (
        #"{"type": "Linear", "outputs": 10}"#,
        "one logit for each class, but ends in [N, 1, 28, 10]; put a Flatten before the last layer"
      ),
      (
        #"{"type": "Flatten"}, {"type": "Conv2D", "outputs": 6, "kernel": 5, "name": "c"}"#,
        "layer 'c': Conv2D expects [N, C, H, W], but got [N, 784]"
      ),
      (
        #"{"type": "Conv2D", "outputs": 6, "kernel": 29, "name": "c"}"#,
        "layer 'c': conv2d expects an image of height at least 29, the reach of its kernel, but got 28"
      ),
      (#"{"type": "Dropout", "probability": 1.5}"#, "must be a number between 0.0 and 1.0, but is 1.5"),
      (#"{"type": "Dropout", "probability": 1e999}"#, "but is 1e999"),
      (#"{"type": "Dropout", "probability": "0.5"}"#, "but is \"0.5\""),
      (
        #"{"type": "Flatten"}, {"type": "Linear", "outputs": 10, "name": "a..b"}"#,
        "without spaces, and with dots between parts alone, but is \"a..b\""
      ),
      (#"{"type": "Flatten"}, {"type": "Linear", "outputs": 10, "name": ""}"#, "without spaces"),
      (#"{"type": "Flatten"}, {"type": "Linear", "outputs": 10, "name": 7}"#, "dots between parts alone, but is 7"),
      (
        #"{"type": "Flatten"}, {"type": "Linear", "outputs": 9, "name": "a"}, {"type": "Linear", "outputs": 10, "name": "a"}"#,
        "layer 'a': several layers have this name"
      ),
      (#"{"type": "Parallel", "branches": 3}"#, "\"branches\" of Parallel must be an array of layers, but is 3"),
      (
        #"{"type": "Parallel", "name": "p", "branches": [{"type": "ReLU"}, {"type": "RELU", "name": "b"}]}"#,
        "layer 'p.b': no layer type is called \"RELU\""
      ),
      (
        #"{"type": "Parallel", "name": "p", "branches": [{"type": "ReLU"}]}"#, "layer 'p': Parallel expects at least 2 branches"
      ),
    ])
  func badLayer(layers: String, problem: String) throws {
    let message = try refusal(file(layers))
    #expect(message.contains(problem), "\(message)")
  }

  @Test("huge sizes are an error of their layer, whatever they multiply to")
  func hugeSizes() throws {
    let most = "2147483647"
    for layers in [
      #"{"type": "Conv2D", "outputs": \#(most), "kernel": 28}"#,
      #"{"type": "Conv2D", "outputs": \#(most), "kernel": \#(most)}"#,
      #"{"type": "Conv2D", "outputs": 1, "kernel": 1, "padding": \#(most)}"#, #"{"type": "Pad2D", "padding": \#(most)}"#,
      #"{"type": "MaxPool2D", "kernel": \#(most)}"#, #"{"type": "AvgPool2D", "kernel": \#(most), "padding": 1073741823}"#,
      #"{"type": "Conv2D", "outputs": 1, "kernel": 28, "dilation": \#(most)}"#,
      #"{"type": "Conv2D", "outputs": \#(most), "kernel": 1, "groups": \#(most)}"#,
      #"{"type": "Flatten"}, {"type": "Linear", "outputs": \#(most)}, {"type": "Linear", "outputs": \#(most)}"#,
    ] {
      #expect(try refusal(file(layers)).hasPrefix("layer '"), "\(layers)")
    }
  }

  @Test("nesting without end is refused before the stack ends")
  func deep() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(try refusal(#"{"name": \#(deep)"#).contains("nested more than 64 levels"))
    let layer = String(repeating: #"{"type": "Parallel", "branches": [{"type": "ReLU"}, "#, count: 10_000)
    #expect(try refusal(file(layer)).contains("nested more than 64 levels"))
    // As deep as may be: 20 levels of Parallel within Parallel.
    let open = String(repeating: #"{"type": "Parallel", "branches": [{"type": "ReLU"}, "#, count: 20)
    let nested = open + #"{"type": "ReLU"}"# + String(repeating: "]}", count: 20)
    let whole = try model(file(nested + #", {"type": "GlobalAveragePool"}"#), [1, 2, 2], classes: 21)
    #expect(try whole.summary(batchSize: 1).count == 22, "the layers in them and the pool")
  }

  @Test("a file larger than a model's description is refused, and one of thousands of layers is read")
  func large() throws {
    #expect(try refusal(String(repeating: " ", count: 1 << 20 | 1)).contains("at most 1048576"))
    let many = String(repeating: #"{"type": "ReLU"},"#, count: 1000)
    #expect(try model(file(many + #"{"type": "GlobalAveragePool"}"#), [10, 1, 1]).layers.count == 1001)
  }

  @Test("bytes that are no UTF-8 and control characters are refused, and escapes are understood")
  func text() throws {
    let start = Array(#"{"name": ""#.utf8)
    for bytes: [UInt8] in [[0xff], [0xc3], [0x00], [0x1f], [0xed, 0xa0, 0x80]] {
      #expect(throws: GraphError.self) {
        try ModelFile.model(start + bytes + Array(#"", "layers": []}"#.utf8), inputShape: [10], classCount: 10)
      }
    }
    let json = #"{"name": "\u00e9\ud83d\ude00\n\"\\\/", "layers": [{"type": "ReLU"}]}"#
    #expect(try model(json, [10]).name == "é😀\n\"\\/")
  }

  @Test("a file connects layers by name: it gives the graph of the same model in Swift")
  func connected() throws {
    let json = file(
      #"""
      {"type": "Flatten", "name": "pixels"},
      {"type": "Linear", "outputs": 8, "name": "left"},
      {"type": "Linear", "outputs": 8, "name": "right", "inputs": ["pixels"]},
      {"type": "Multiplication", "name": "gated", "inputs": ["left", "right"]},
      {"type": "Split", "sizes": [3, 5], "outputs": ["small", "large"]},
      {"type": "Concatenation", "inputs": ["large", "small", "left"]},
      {"type": "Residual", "layers": [{"type": "Linear", "outputs": 16}, {"type": "Addition", "inputs": ["0", "input"]}]},
      {"type": "Linear", "outputs": 10, "name": "last"}
      """#)
    let swift = try Model(name: "n", inputShape: [1, 4, 4], classCount: 10) {
      Flatten(name: "pixels")
      Linear(16, 8, name: "left")
      Linear(16, 8, name: "right").taking("pixels")
      Multiplication(name: "gated").taking("left", "right")
      Split([3, 5]).giving("small", "large")
      Concatenation().taking("large", "small", "left")
      Residual {
        Linear(16, 16)
        Addition().taking("0", "input")
      }
      Linear(16, 10, name: "last")
    }
    let graphs = try [model(json, [1, 4, 4]), swift].map {
      try TrainingGraph($0, microBatch: 2, optimizer: SGD(learningRate: 0.1))
    }
    let nodes = graphs.map { $0.gradient(continuing: true) }
    #expect(nodes[0].map(\.name) == nodes[1].map(\.name))
    #expect(nodes[0].map(\.inputs) == nodes[1].map(\.inputs))
    #expect(nodes[0].map(\.outputs) == nodes[1].map(\.outputs))
    #expect(nodes[0].map(\.layer) == nodes[1].map(\.layer))
    #expect(graphs[0].parameters.map(\.name) == graphs[1].parameters.map(\.name))
  }

  private static let ends = #"""
    {
      "name": "two",
      "inputs": [{"name": "image", "shape": [1, 4, 4]}, {"name": "words", "shape": [3], "element": "int32"}],
      "outputs": ["class", "angle"],
      "layers": [
        {"type": "Flatten", "inputs": ["image"]},
        {"type": "Linear", "outputs": 6, "name": "seen"},
        {"type": "Embedding", "count": 9, "dimensions": 2, "inputs": ["words"]},
        {"type": "Flatten", "name": "read"},
        {"type": "Addition", "inputs": ["seen", "read"], "name": "both"},
        {"type": "Linear", "outputs": 4, "name": "class"},
        {"type": "Linear", "outputs": 1, "name": "angle", "inputs": ["both"]}
      ]
    }
    """#

  @Test("a file names inputs with their shapes and elements, and outputs")
  func ends() throws {
    let file = try model(Self.ends)
    #expect(file.inputs == [ModelInput("image", [1, 4, 4]), ModelInput("words", [3], .int32)])
    #expect(file.outputs == [ModelOutput(name: "class", shape: [4]), ModelOutput(name: "angle", shape: [1])])
    let swift = try Model(name: "two", inputs: file.inputs, outputs: ["class", "angle"]) {
      Flatten().taking("image")
      Linear(16, 6, name: "seen")
      Embedding(9, 2).taking("words")
      Flatten(name: "read")
      Addition(name: "both").taking("seen", "read")
      Linear(6, 4, name: "class")
      Linear(6, 1, name: "angle").taking("both")
    }
    #expect(swift.inputs == file.inputs && swift.outputs == file.outputs)
    let records = try [file, swift].map { try $0.summary(batchSize: 2) }
    #expect(records[0].map(\.name) == records[1].map(\.name))
    #expect(records[0].map(\.outputShapes) == records[1].map(\.outputShapes))
    // Without names the ends are as they were: images, and what the last layer gives.
    let single = try model(self.file(#"{"type": "Flatten"}, {"type": "Linear", "outputs": 10}"#))
    #expect(single.inputs == [ModelInput("images", [1, 28, 28])])
    #expect(single.outputs == [ModelOutput(name: "output", shape: [10])])
  }

  @Test(
    "inputs and outputs that cannot be are refused with what they must be",
    arguments: [
      (#"inputs": []"#, "an array of objects, each with a name and a shape, but is an array of 0"),
      (#"inputs": {"x": [3]}"#, #""inputs" of a model must be an array of objects"#),
      (#"inputs": ["x"]"#, #"an array of objects, each with a name and a shape, but holds "x""#),
      (#"inputs": [{"shape": [3]}]"#, "an input of a model needs a name"),
      (#"inputs": [{"name": ".b", "shape": [3]}]"#, "needs a name: a text of 1 to 100 bytes without spaces"),
      (#"inputs": [{"name": "x"}]"#, "the input 'x' needs a shape: an array of at most 7 sizes"),
      (#"inputs": [{"name": "x", "shape": [3, 0]}]"#, "are whole numbers between 1 and 2147483647, but one is 0"),
      (#"inputs": [{"name": "x", "shape": [1, 1, 1, 1, 1, 1, 1, 1]}]"#, "an array of at most 7 sizes"),
      (#"inputs": [{"name": "x", "shape": [3], "element": "int8"}]"#, #"of the element float32 or int32, not "int8""#),
      (#"inputs": [{"name": "x", "shape": [3], "kind": 1}]"#, #"an input of a model has no "kind""#),
      (
        #"inputs": [{"name": "x", "shape": [3]}, {"name": "x", "shape": [4]}]"#,
        "inputs of a model have each a name of its own, but these are called x, x"
      ),
      (#"outputs": []"#, "an array of names, but is an array of 0"),
      (#"outputs": [3]"#, "an array of names, but holds 3"),
      (#"outputs": ["last"]"#, "the model's output takes 'last', but nothing before it is called so; there are: "),
      (#"output": ["last"]"#, #"a model has no "output"; it has name and layers, and may have inputs and outputs"#),
    ])
  func wrongEnds(member: String, problem: String) throws {
    let message = try refusal(#"{"name": "n", "\#(member), "layers": [{"type": "ReLU"}]}"#)
    #expect(message.contains(problem), "\(message)")
  }

  @Test(
    "layers that are connected wrongly are refused with the place, what was expected and what there is",
    arguments: [
      (
        #"{"type": "Addition", "name": "sum", "inputs": ["a", "input"]}"#,
        "layer 'sum': Addition takes 'a', but nothing before it is called so; there are: images, input"
      ),
      (
        #"{"type": "Flatten"}, {"type": "Addition", "name": "sum", "inputs": ["0", "images"]}"#,
        "layer 'sum': Addition expects tensors like [N, 784], the first, with the same sizes or 1 along each axis, "
          + "but got [N, 1, 28, 28]"
      ),
      (
        #"{"type": "AvgPool2D", "kernel": 2}, {"type": "Multiplication", "name": "scaled", "inputs": ["0", "images"]}"#,
        "layer 'scaled': Multiplication expects tensors like [N, 1, 14, 14], the first, with the same sizes or 1 along each axis, "
          + "but got [N, 1, 28, 28]"
      ),
      (#"{"type": "Addition", "name": "sum"}"#, "layer 'sum': Addition expects at least two tensors, but got 1"),
      (
        #"{"type": "Flatten"}, {"type": "Linear", "outputs": 10, "inputs": ["0", "0"]}"#,
        "layer '1': Linear expects one tensor, but got 2"
      ),
      (#"{"type": "Flatten", "inputs": []}"#, "\"inputs\" must be an array of names"),
      (
        #"{"type": "Flatten", "inputs": [3]}"#,
        "must be an array of names without spaces, and with dots between parts alone, but holds 3"
      ),
      (#"{"type": "Flatten", "inputs": "a"}"#, "Flatten has no attribute \"inputs\""),
      (#"{"type": "Flatten", "outputs": ["a", "b"]}"#, "layer '0': Flatten gives 1 tensors, but 2 names for them"),
      (#"{"type": "Split", "sizes": [1, 1]}"#, "layer '0': Split expects an axis 1 of 1 + 1, but got [N, 1, 28, 28]"),
      (#"{"type": "Flatten"}, {"type": "Split", "sizes": [700, 84]}, {"type": "ReLU"}"#, "ReLU expects one tensor, but got 2"),
      (#"{"type": "Split", "sizes": [0]}"#, "\"sizes\" of Split must be an array of whole numbers between 1"),
    ])
  func wronglyConnected(layers: String, problem: String) throws {
    let message = try refusal(file(layers))
    #expect(message.contains(problem), "\(message)")
  }
}
