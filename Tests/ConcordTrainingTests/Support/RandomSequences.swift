import Concord
import ConcordTestSupport

/// A model of layers for sequences that its seed draws: recurrent ones of each kind and direction, attention with masks, lengths, to itself and
/// to another sequence.
enum RandomSequences {
  static func model(_ seed: UInt64) throws -> Model {
    var numbers = SeededNumbers(seed &+ 9000)
    func one(of range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &numbers) }
    func flip() -> Bool { Bool.random(using: &numbers) }
    let (times, heads) = (one(of: 1...6), one(of: 1...3))
    let width = heads * one(of: 1...4)
    let hasLengths = flip()
    let dropout = flip() ? 0.25 : 0
    var inputs = [ModelInput("x", [times, width])]
    if hasLengths { inputs.append(ModelInput("lengths", [], .int32)) }
    let end = hasLengths ? ["lengths"] : []
    var (layers, taken, size): ([any Layer], String, Int) = ([], "x", width)
    for number in 0..<one(of: 1...3) {
      let name = "t\(number)"
      var layer: any Layer
      switch one(of: 0...5) {
      case 0:
        layer = RNN(
          size, hidden: one(of: 1...5), bidirectional: flip(), dropout: dropout, bias: flip(), relu: flip(), name: name)
      case 1:
        layer = LSTM(size, hidden: one(of: 1...5), layers: one(of: 1...2), bidirectional: flip(), dropout: dropout, name: name)
      case 2: layer = GRU(size, hidden: one(of: 1...5), layers: one(of: 1...2), bidirectional: flip(), bias: flip(), name: name)
      case 3:
        layer = TransformerEncoderLayer(
          size, heads: 1, feedforward: one(of: 1...7), dropout: dropout, gelu: flip(), normFirst: flip(), causal: flip(),
          name: name)
      default:
        let count = size % heads == 0 ? heads : 1
        layer = MultiHeadAttention(size, heads: count, causal: flip(), dropout: dropout, bias: flip(), name: name)
        // To what the model takes, where that is as wide.
        if size == width, flip() {
          layers.append(layer.taking([taken, "x"] + end))
          taken = name
          continue
        }
      }
      layers.append(layer.taking([taken] + end))
      taken = name
      if let recurrent = layer as? any RecurrentLayer { size = recurrent.stack.directions * recurrent.stack.hidden }
    }
    layers += [SinusoidalPositions(name: "positions"), Select(flip() ? 0 : -1, name: "end"), Linear(size, 3, name: "fc")]
    return try Model(name: "sequences \(seed)", inputs: inputs) { layers }
  }
}
