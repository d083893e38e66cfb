import ConcordGraph
import ConcordKit
import ConcordNN

/// What the operations of one phase read and write, as the layers' formulas say it. Knows nothing of graphs and planners.
public struct MemoryTape {
  /// Whether training or evaluation is recorded.
  public let phase: Phase
  private(set) var records: [TapeRecord] = []
  var steps: [TapeStep] = []
  /// By layer, in order.
  private(set) var layers: [LayerMemory] = []
  /// Of the model's outputs, without the samples' dimension.
  private(set) var targets: [TensorType] = []
  /// Tensors that stay until the last step.
  private(set) var kept: Set<Int> = []

  private var path: [String] = []
  private var values = NamedValues<TapeTensor>()
  private var layer = ""
  private var pass = Pass.forward
  /// For a step, what follows from it in the backward pass.
  private var rules: [(step: Int, rule: (inout MemoryTape) -> Void)] = []
  private var gradients: [Int: TapeTensor] = [:]
  /// For each use of a parameter but one, and for each accumulator of what is made of parameters, the layer, and the operation that takes
  /// it up after the last micro-batch.
  private var addedUses: [(layer: String, name: String)] = []
  private var constants: Set<[Float]> = []

  init(_ phase: Phase) { self.phase = phase }

  // MARK: Tensors

  /// Images or labels.
  mutating func input(_ shape: [Int], _ element: ElementType) -> TapeTensor {
    let input = tensor(shape, isActivation: false)
    records[input.id].element = element
    return input
  }

  /// A learned tensor of the layer.
  ///
  /// - Parameters:
  ///   - count: Values of the parameter.
  ///   - uses: How many of the layer's operations read it: the gradient of each is folded over the samples by itself, into
  ///     memory of its own.
  public mutating func parameter(_ count: Int, uses: Int = 1) -> TapeTensor {
    update {
      $0.parameters.append(count)
      $0.accumulators += [Int](repeating: count, count: max(uses - 1, 0))
    }
    addedUses += [(String, String)](repeating: (layer, "batch_sum"), count: max(uses - 1, 0))
    return tensor([count], isFixed: true, isActivation: false, learns: true)
  }

  /// An accumulator beside those of parameters: of what was made of them before samples met it, or of one more use of that.
  ///
  /// - Parameter name: The operation that takes it up after the last micro-batch.
  mutating func accumulator(_ count: Int, foldedBy name: String) {
    update { $0.accumulators.append(count) }
    addedUses.append((layer, name))
  }

  /// Whether it holds whole numbers: lengths or indices.
  func isInteger(_ tensor: TapeTensor) -> Bool { records[tensor.id].element == .int32 }

  /// A tensor that the layer keeps without learning it.
  public mutating func state(_ count: Int) { update { $0.state.append(count) } }

  /// Numbers that the layer's operations read; the same ones once, whoever reads them.
  public mutating func constant(_ values: [Float]) {
    if constants.insert(values).inserted { state(values.count) }
  }

  /// Whether a parameter contributes to a tensor, so that it has a gradient.
  public func learns(_ tensor: TapeTensor) -> Bool { records[tensor.id].learns }

  private mutating func tensor(
    _ shape: [Int], isFixed: Bool = false, isActivation: Bool = true, learns: Bool = false
  ) -> TapeTensor {
    records.append(
      TapeRecord(shape: shape, isFixed: isFixed, isActivation: isActivation, learns: learns, layer: layer))
    return TapeTensor(id: records.count - 1, shape: shape)
  }

  /// Another tensor like one that is there.
  mutating func copy(_ tensor: Int) -> Int {
    records.append(records[tensor])
    return records.count - 1
  }

  // MARK: Operations

  /// An operation with several outputs, or none.
  ///
  /// - Parameters:
  ///   - name: The operation's name.
  ///   - reads: What it reads.
  ///   - shapes: Of outputs that grow with the number of samples, without that dimension.
  ///   - fixed: The element counts of the outputs after those, as large for any number of samples.
  ///   - mayOverwrite: Inputs in whose place the first output may be.
  ///   - again: Where the operation must not run twice: the one that gives its first output again, from its inputs and its other
  ///     outputs.
  ///   - multiplyAdds: For each sample.
  @discardableResult
  public mutating func step(
    _ name: String, reads: [TapeTensor], gives shapes: [[Int]] = [], fixed: [Int] = [], mayOverwrite: [TapeTensor] = [],
    again: String? = nil, multiplyAdds: Int = 0
  ) -> [TapeTensor] {
    record(name, reads, shapes, fixed, mayOverwrite, .none, again, multiplyAdds)
  }

  /// An operation with one output.
  ///
  /// - Parameters:
  ///   - name: The operation's name.
  ///   - reads: What it reads.
  ///   - shape: Of what it writes.
  ///   - mayOverwrite: Inputs in whose place the output may be.
  ///   - multiplyAdds: For each sample.
  public mutating func step(
    _ name: String, reads: [TapeTensor], gives shape: [Int], mayOverwrite: [TapeTensor] = [], multiplyAdds: Int = 0
  ) -> TapeTensor {
    record(name, reads, [shape], [], mayOverwrite, .none, nil, multiplyAdds)[0]
  }

  /// A matrix product or convolution, with its bias: in one pass with a ReLU after it, if nothing else reads what lies between.
  public mutating func product(
    _ name: String, reads: [TapeTensor], gives shape: [Int], multiplyAdds: Int
  ) -> TapeTensor {
    record(name, reads, [shape], [], [], .product, nil, multiplyAdds)[0]
  }

  /// A ReLU: in one pass with a product before it, if nothing else reads what lies between.
  public mutating func rectified(_ x: TapeTensor) -> TapeTensor {
    // A product writes its own shape.
    let fusion = x.shape == records[x.id].shape ? TapeStep.Fusion.activation : .none
    return record("activation", [x], [x.shape], [], [x], fusion, nil, 0)[0]
  }

  private mutating func record(
    _ name: String, _ reads: [TapeTensor], _ shapes: [[Int]], _ fixed: [Int], _ mayOverwrite: [TapeTensor],
    _ fusion: TapeStep.Fusion, _ again: String?, _ multiplyAdds: Int
  ) -> [TapeTensor] {
    let learns = reads.contains { self.learns($0) }
    let outputs =
      shapes.map { tensor($0, learns: learns) } + fixed.map { tensor([$0], isFixed: true, learns: learns) }
    steps.append(
      TapeStep(
        name: name, layer: layer, pass: pass, reads: reads.map(\.id), writes: outputs.map(\.id),
        mayOverwrite: mayOverwrite.map(\.id), fusion: fusion, again: again, multiplyAdds: multiplyAdds))
    return outputs
  }

  // MARK: The backward pass

  /// What follows from the step that was recorded last, given the gradient of `y`, which it wrote.
  public mutating func backward(from y: TapeTensor, _ rule: @escaping (inout MemoryTape, TapeTensor) -> Void) {
    backward { tape in
      guard let dy = tape.gradients[y.id] else { return }
      rule(&tape, dy.view(y.shape))
    }
  }

  /// The gradient of a tensor, where it has one.
  func gradient(of tensor: TapeTensor) -> TapeTensor? { gradients[tensor.id] }

  /// What follows from a step that gives gradients itself, or has several outputs.
  mutating func backward(_ rule: @escaping (inout MemoryTape) -> Void) { rules.append((steps.count - 1, rule)) }

  /// `gradient` is the gradient of `x`, or a part of it: added to what came before.
  public mutating func add(_ gradient: TapeTensor, to x: TapeTensor) {
    guard let earlier = gradients[x.id] else {
      gradients[x.id] = gradient
      return
    }
    gradients[x.id] = step("add", reads: [earlier, gradient], gives: x.shape, mayOverwrite: [earlier, gradient])
  }

  /// Records the backward pass of all that was recorded.
  mutating func recordBackward() {
    pass = .backward
    for (step, rule) in rules.reversed() where steps[step].reads.contains(where: { records[$0].learns }) {
      layer = steps[step].layer
      rule(&self)
    }
    pass = .fold
    for use in addedUses {
      layer = use.layer
      step(use.name, reads: [])
    }
  }

  // MARK: Layers

  /// Records layers one after another, in a layer that is made of them.
  ///
  /// - Throws: A shape mistake of one that has no formula.
  public mutating func apply(_ layers: [any Layer], to x: TapeTensor) throws(GraphError) -> TapeTensor {
    let outputs = try apply(layers, to: [x])
    return try only(outputs, of: layers.last?.kind ?? "a list of layers")
  }

  /// Records layers in order, each on what the one before gives or on what it names.
  ///
  /// - Parameters:
  ///   - layers: In the order in which they run.
  ///   - inputs: What the first takes.
  ///   - names: Of `inputs`, for the layers.
  ///   - outputs: Names of the tensors that are wanted; what the last layer gives where nil.
  public mutating func apply(
    _ layers: [any Layer], to inputs: [TapeTensor], named names: [String] = [], giving outputs: [String]? = nil
  ) throws(GraphError) -> [TapeTensor] {
    values.begin(inputs, named: names)
    defer { values.end() }
    var tensors = inputs
    for (index, layer) in layers.enumerated() {
      let path = path + [layer.name ?? String(index)]
      let taken = try values.inputs(of: layer, after: tensors, path: path)
      tensors = try apply(layer, at: path, to: taken)
      try values.give(tensors, of: layer, path: path)
    }
    guard let outputs else { return tensors }
    return try values.values(outputs, path: path, taker: "the model's output")
  }

  private func only(_ tensors: [TapeTensor], of kind: String) throws(GraphError) -> TapeTensor {
    guard tensors.count == 1 else {
      throw GraphError(layer: layer, "\(kind) gives \(tensors.count) tensors where one is expected")
    }
    return tensors[0]
  }

  /// Records several layers on one tensor.
  public mutating func apply(each layers: [any Layer], to x: TapeTensor) throws(GraphError) -> [TapeTensor] {
    var outputs: [TapeTensor] = []
    for (index, layer) in layers.enumerated() {
      let path = path + [layer.name ?? String(index)]
      let inputs = try values.inputs(of: layer, after: [x], path: path)
      let given = try apply(layer, at: path, to: inputs)
      outputs.append(try only(given, of: layer.kind))
    }
    return outputs
  }

  private mutating func apply(
    _ layer: any Layer, at path: [String], to inputs: [TapeTensor]
  ) throws(GraphError) -> [TapeTensor] {
    let (outerLayer, outerPath) = (self.layer, self.path)
    self.path = path
    self.layer = path.joined(separator: ".")
    defer { (self.layer, self.path) = (outerLayer, outerPath) }
    // Names of its tensors are the list's business.
    let layer = (layer as? Connected)?.layer ?? layer
    let number = layers.count
    layers.append(LayerMemory(name: self.layer, kind: layer.kind, outputShape: inputs.first?.shape ?? []))
    let outputs: [TapeTensor]
    switch layer {
    case let formula as any MultiTensorFormula: outputs = try formula.record(inputs, on: &self)
    case let formula as any MemoryFormula:
      let x = try only(inputs, of: "what is before \(layer.kind)")
      outputs = [try formula.record(x, on: &self)]
    case let activation as any ActivationLayer:
      let x = try only(inputs, of: "what is before \(layer.kind)")
      let readsInput = type(of: activation).function.gradientTakesInput
      outputs = [self.activation(x, gradientReads: readsInput ? .input : .output)]
    default:
      layers.removeLast()
      return try derive(layer, from: inputs)
    }
    layers[number].outputShape = outputs.first?.shape ?? []
    return outputs
  }

  /// Records a layer that has no formula: what its graph says of its parameters and its output, and not what it leaves. The layers that
  /// have formulas are told by them all the same.
  private mutating func derive(_ layer: any Layer, from inputs: [TapeTensor]) throws(GraphError) -> [TapeTensor] {
    func type(_ tensor: TapeTensor) -> TensorType { TensorType(records[tensor.id].element, [1] + tensor.shape) }
    let part = try LayerGraph(layer, named: path, phase: phase, inputs: inputs.map(type), values: values.map(type))
    layers.append(
      LayerMemory(
        name: self.layer, kind: layer.kind, outputShape: part.outputShapes.first ?? [],
        parameters: part.parameters.map(\.elementCount), state: part.state.map(\.elementCount), isDerived: true))
    let parameters = part.parameters.map { tensor([$0.elementCount], isFixed: true, isActivation: false, learns: true) }
    return step(layer.kind, reads: inputs + parameters, gives: part.outputShapes)
  }

  /// Records the losses of the model's outputs.
  mutating func apply(_ loss: any OutputLosses, of names: [String], outputs: [TapeTensor]) throws(GraphError) {
    let losses = try loss.losses(of: names)
    (layer, pass) = ("loss", .loss)
    layers.append(LayerMemory(name: layer, kind: "", outputShape: outputs.first?.shape ?? []))
    let number = layers.count - 1
    var kinds: [String] = []
    for (loss, output) in zip(losses, outputs) {
      let type = try loss.target(for: output.shape)
      targets.append(type)
      let target = input(type.shape, type.element)
      if !kinds.contains(loss.name) { kinds.append(loss.name) }
      guard let formula = loss as? any LossFormula else {
        layers[number].isDerived = true
        step(loss.name, reads: [output, target])
        continue
      }
      step("batch_sum", reads: [formula.record(output, target: target, on: &self)])
    }
    layers[number].kind = kinds.joined(separator: ", ")
    guard phase == .evaluation else { return }
    for (output, type) in zip(outputs, targets) where ModelOutput.isClassified(output.shape, by: type) {
      step("correct_count", reads: [output])
    }
    kept = Set(outputs.map(\.id))
  }

  /// Says in ``layers`` what tensors each leaves; before anything is computed twice.
  mutating func countActivations() {
    for tensor in activations {
      let record = records[tensor]
      guard let number = layers.lastIndex(where: { $0.name == record.layer }) else { continue }
      let count = TensorType(record.shape).elementCount
      if record.isFixed { layers[number].fixedActivations.append(count) } else { layers[number].activations.append(count) }
    }
  }

  private mutating func update(_ change: (inout LayerMemory) -> Void) {
    if let number = layers.lastIndex(where: { $0.name == layer }) { change(&layers[number]) }
  }
}
