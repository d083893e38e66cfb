/// What a model gave for some samples of an evaluation, on its way to who adds up their losses in order.
struct EvaluatedPart: Sendable {
  /// Of all samples, for each output of the model.
  var outputs: [[Float]]
  /// Bytes of all samples, for each output of the model.
  var targets: [[UInt8]]
  var count = 0

  init(outputCount: Int) {
    outputs = [[Float]](repeating: [], count: outputCount)
    targets = [[UInt8]](repeating: [], count: outputCount)
  }

  mutating func append(_ outputs: [[Float]], _ targets: [UnsafeRawBufferPointer], count: Int) {
    for number in self.outputs.indices {
      self.outputs[number] += outputs[number]
      self.targets[number] += targets[number]
    }
    self.count += count
  }

  mutating func append(_ next: EvaluatedPart) {
    for number in outputs.indices {
      outputs[number] += next.outputs[number]
      targets[number] += next.targets[number]
    }
    count += next.count
  }

  var message: ByteMessage {
    var message = ByteMessage()
    message.append(count)
    for values in outputs {
      message.append(values.count)
      message.append(values)
    }
    for bytes in targets { message.append(bytes) }
    return message
  }

  init(_ reader: inout ByteMessage.Reader, outputCount: Int) throws {
    self.init(outputCount: outputCount)
    count = try reader.count()
    for number in 0..<outputCount {
      let values = try reader.count()
      outputs[number] = try reader.floats(values)
    }
    for number in 0..<outputCount { targets[number] = try reader.byteArray() }
    try reader.end()
  }
}
