import Foundation

/// A network of two layers with ReLU, softmax cross-entropy and Adam, in binary64, written from the textbook with loops: what the
/// whole way through graph, program and backend is compared with.
struct ScalarNetwork {
  let (inputs, hidden, classes): (Int, Int, Int)
  /// fc1.weight [hidden, inputs], fc1.bias, fc2.weight [classes, hidden], fc2.bias.
  var parameters: [[Double]]
  private var first: [[Double]]
  private var second: [[Double]]
  private var step = 0

  init(inputs: Int, hidden: Int, classes: Int, parameters: [[Double]]) {
    (self.inputs, self.hidden, self.classes) = (inputs, hidden, classes)
    self.parameters = parameters
    first = parameters.map { $0.map { _ in 0 } }
    second = first
  }

  /// One step of Adam (Kingma and Ba, algorithm 1) on the mean loss of a batch. Gives that loss.
  mutating func train(_ images: [Double], _ labels: [Int32], rate: Double) -> Double {
    var gradients = parameters.map { $0.map { _ in 0.0 } }
    var loss = 0.0
    let count = Double(labels.count)
    for (n, label) in labels.enumerated() {
      let x = Array(images[(n * inputs)..<((n + 1) * inputs)])
      var h = parameters[1]
      for j in 0..<hidden {
        for i in 0..<inputs { h[j] += parameters[0][j * inputs + i] * x[i] }
        h[j] = max(h[j], 0)
      }
      var z = parameters[3]
      for k in 0..<classes { for j in 0..<hidden { z[k] += parameters[2][k * hidden + j] * h[j] } }
      let total = z.reduce(0) { $0 + exp($1) }
      loss += (log(total) - z[Int(label)]) / count
      var dh = [Double](repeating: 0, count: hidden)
      for k in 0..<classes {
        let dz = (exp(z[k]) / total - (k == Int(label) ? 1 : 0)) / count
        gradients[3][k] += dz
        for j in 0..<hidden {
          gradients[2][k * hidden + j] += dz * h[j]
          dh[j] += dz * parameters[2][k * hidden + j]
        }
      }
      for j in 0..<hidden where h[j] > 0 {
        gradients[1][j] += dh[j]
        for i in 0..<inputs { gradients[0][j * inputs + i] += dh[j] * x[i] }
      }
    }
    step += 1
    for p in parameters.indices {
      for e in parameters[p].indices {
        let g = gradients[p][e]
        first[p][e] = 0.9 * first[p][e] + 0.1 * g
        second[p][e] = 0.999 * second[p][e] + 0.001 * g * g
        let m = first[p][e] / (1 - pow(0.9, Double(step)))
        let v = second[p][e] / (1 - pow(0.999, Double(step)))
        parameters[p][e] -= rate * m / (v.squareRoot() + 1e-8)
      }
    }
    return loss
  }
}
