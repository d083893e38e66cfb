import Concord

// A causal Transformer learns a story letter by letter, and goes on with it. The same bits on every backend, so the same words.
//
// usage: CausalTransformer [BACKEND [STEPS]]      reference, opencl, opencl:nvidia, path/to/libYours.so

let words = CommandLine.arguments
let backend = words.count > 1 ? words[1] : "reference"
let steps = words.count > 2 ? UInt64(words[2]) ?? 0 : 800
let device = try BackendCatalog(builtIn: [ReferenceBackend()]).open(backend).device

let (length, width, batch) = (32, 32, 16)
let model = try Model(name: "causal", inputs: [ModelInput("text", [length], .int32)], outputs: ["next"]) {
  Embedding(letters.count, width, name: "embed")
  LearnedPositions(length, width, name: "positions")
  for number in 0..<2 {
    TransformerEncoderLayer(
      width, heads: 4, feedforward: 64, dropout: 0, gelu: true, normFirst: true, causal: true, name: "layer\(number)")
  }
  LayerNorm(width, name: "norm")
  Linear(width, letters.count, name: "head")
  // A logit for each letter at each place: classes come first.
  Permute([2, 1], name: "next")
}
let session = try TrainingSession(
  model, on: device, optimizer: AdamW(learningRate: 0.01), schedule: .cosine(over: max(steps, 20) - 19).warmedUp(over: 20),
  clipNorm: 1, microBatchSizes: [batch], seed: 1)

// Each step reads pieces of the story; the target of each letter is the one after it.
let text = tokens(story)
for step in 0..<steps {
  var (read, next): ([Int32], [Int32]) = ([], [])
  for sample in 0..<UInt64(batch) {
    let start = Int((step * UInt64(batch) + sample) * 389 % UInt64(text.count - length))
    read += text[start..<(start + length)]
    next += text[(start + 1)...(start + length)]
  }
  try session.train(
    inputs: ["text": .int32(read)], targets: ["next": .int32(next)], .init(batchSize: batch, step: step + 1, firstSample: 0))
  if (step + 1) % 100 == 0 || step + 1 == steps {
    print("step \(step + 1): loss \(try session.lossTotal() / Float(batch * length))")
  }
}
print("parameters SHA-256 \(try session.parametersSHA256())")

// The likeliest letter, again and again. What lies behind the last letter is not seen by it, so anything may stand there.
let inference = try InferenceSession(of: session, size: 1)
var told = tokens("one night ")
for _ in 0..<120 {
  let window = Array(told.suffix(length))
  let padded = window + [Int32](repeating: 0, count: length - window.count)
  let logits = try inference.logits(inputs: ["text": .int32(padded)])["next"] ?? []
  let place = window.count - 1
  let best = letters.indices.max { logits[$0 * length + place] < logits[$1 * length + place] }
  told.append(Int32(best ?? 0))
}
print(String(told.map { letters[Int($0)] }))
print(
  "memory: difference \(session.memory.peak - session.memory.predictedTotal), of inference \(inference.memory.peak - inference.memory.predictedTotal)"
)
