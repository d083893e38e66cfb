import Concord
import ConcordFiles

/// The first step in which a backend is not the reference, down to the operation and the element.
struct StepDifference: Encodable {
  /// The backend that differs; nil for the default.
  let backend: String?
  let step: Int
  /// The first tensor that differs after the step.
  let tensor: String
  /// Nil where the step, made operation by operation, is the same on both.
  private(set) var operation: Operation?
  /// In words.
  private(set) var text: String

  struct Operation: Encodable {
    let name: String
    /// The label of its layer.
    let layer: String
    let pass: String
    /// Whether what it was given differs already, though all that write it agreed.
    let isInput: Bool
    let tensor: String
    let shape: [Int]
    let element: Int
    let bits: String
    let referenceBits: String
    let ulps: Int?
    let differingElements: Int
    /// That shows it again, where its inputs could be kept.
    var command: String?
  }

  /// Makes the steps after `agreed` again, one by one, on a backend and on the reference.
  ///
  /// - Parameters:
  ///   - run: A folder with a checkpoint of the step `agreed`, unless that is 0.
  ///   - inputs: Where the inputs of an operation that differs go, for the command that shows it again.
  /// - Returns: Nil where all of them are the same, with what the backend came to.
  static func find(
    in run: String, from agreed: Int, to step: Int, backend: String?, inputs: String
  ) async throws -> (StepDifference?, last: HashRow?) {
    let (theirs, ours) = (try ScratchRun(run, from: agreed), try ScratchRun(run, from: agreed))
    try await theirs.train(upTo: step, backend: backend, expecting: [], every: step - agreed + 2)
    try await ours.train(upTo: step, backend: "reference", expecting: [], every: step - agreed + 2)
    let (found, right) = (try HashLog.read(theirs.path), try HashLog.read(ours.path))
    guard let place = zip(found, right).first(where: { $0 != $1 })?.0.step else { return (nil, found.last) }
    let files = try [theirs, ours].map { try Checkpoint(contentsOf: CheckpointFolder(of: $0.path).file(String(place))) }
    let tensor = TensorDifference(files[0], files[1])
    // Both were the same before this step.
    let copies = [try ScratchRun(ours.path, from: place - 1), try ScratchRun(ours.path, from: place - 1)]
    let one = try await copies[0].prepared(upTo: place, backend: backend)
    let other = try await copies[1].prepared(upTo: place, backend: "reference")
    var result = StepDifference(
      backend: backend, step: place, tensor: tensor?.tensor ?? "",
      text: "step \(place) is the first" + (tensor.map { ": after it \($0.text)" } ?? ""))
    if let difference = try OperationDifference.find(step: place, one.trainer, other.trainer) {
      result.add(difference, inputs: inputs)
    } else {
      result.text +=
        "; made operation by operation the step is the same on both, so the operations disturb each other, or it errs now and then"
    }
    return (result, found.last)
  }

  private mutating func add(_ difference: OperationDifference, inputs: String) {
    let place = difference.operation
    var operation = Operation(
      name: place.name, layer: place.layer, pass: place.pass, isInput: difference.isInput, tensor: difference.first.name,
      shape: difference.first.type.shape, element: difference.element, bits: difference.bits.first,
      referenceBits: difference.bits.second, ulps: difference.ulps, differingElements: difference.count)
    text = "step \(step) is the first, and there \(difference.text)"
    if !difference.isInput {
      do {
        try difference.writeInputs(to: inputs)
        let output = inputs.hasSuffix(".safetensors") ? String(inputs.dropLast(12)) : inputs
        let command = ShellText.command(
          ["concord", "op"] + place.words + ["--inputs", inputs, "--output", output + "-output.safetensors"]
            + (backend.map { ["--backend", $0] } ?? []))
        operation.command = command
        text += "; to see it again, here and with --backend reference: \(command)"
      } catch {
        text += "; its inputs could not be kept: \(error)"
      }
    }
    self.operation = operation
  }
}
