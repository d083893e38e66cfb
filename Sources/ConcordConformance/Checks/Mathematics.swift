import ConcordKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Operations in binary64, written from their definitions, for finite differences. Not the reference: it must not share its
/// mistakes.
struct Mathematics {
  var shape: [Int]
  var values: [Double]
  /// How near a kink (a maximum's tie, relu's zero) this or what it came from lies: finite differences mean nothing across it.
  var kink = Double.infinity

  init(_ shape: [Int], _ values: [Double], kink: Double = .infinity) {
    self.shape = shape
    self.values = values
    self.kink = kink
  }

  /// Σ_k a[i, k] b[k, j].
  static func * (a: Mathematics, b: Mathematics) -> Mathematics {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    let values = (0..<m * n).map { element in
      (0..<k).reduce(0.0) { $0 + a.values[element / n * k + $1] * b.values[$1 * n + element % n] }
    }
    return Mathematics([m, n], values, kink: min(a.kink, b.kink))
  }

  static func + (a: Mathematics, b: Mathematics) -> Mathematics {
    Mathematics(a.shape, zip(a.values, b.values).map { $0 + $1 }, kink: min(a.kink, b.kink))
  }

  var transposed: Mathematics {
    let (m, n) = (shape[0], shape[1])
    return Mathematics([n, m], (0..<m * n).map { values[$0 % m * n + $0 / m] }, kink: kink)
  }

  func reshaped(_ shape: [Int]) -> Mathematics { Mathematics(shape, values, kink: kink) }

  func adding(bias: Mathematics) -> Mathematics {
    let positions = shape.dropFirst(2).reduce(1, *)
    return Mathematics(
      shape, values.enumerated().map { $0.element + bias.values[$0.offset / positions % shape[1]] }, kink: kink)
  }

  var relu: Mathematics {
    Mathematics(shape, values.map { max($0, 0) }, kink: values.reduce(kink) { min($0, abs($1)) })
  }

  /// The mean of each row.
  var mean: Mathematics {
    let columns = shape[1]
    return Mathematics(
      [shape[0]], (0..<shape[0]).map { row in values[row * columns..<(row + 1) * columns].reduce(0, +) / Double(columns) },
      kink: kink)
  }

  func convolved(_ w: Mathematics, _ geometry: ConvolutionGeometry) -> Mathematics {
    let (samples, rows, columns) = (shape[0], shape[2], shape[3])
    let (outputs, depth, height, width) = (w.shape[0], w.shape[1], w.shape[2], w.shape[3])
    func size(_ size: Int, _ kernel: Int) -> Int {
      (size + 2 * geometry.padding - geometry.dilation * (kernel - 1) - 1) / geometry.stride + 1
    }
    let (outRows, outColumns) = (size(rows, height), size(columns, width))
    var result: [Double] = []
    for n in 0..<samples {
      for o in 0..<outputs {
        for oh in 0..<outRows {
          for ow in 0..<outColumns {
            var sum = 0.0
            for c in 0..<depth {
              let channel = o / (outputs / geometry.groups) * depth + c
              for kh in 0..<height {
                for kw in 0..<width {
                  let h = oh * geometry.stride - geometry.padding + kh * geometry.dilation
                  let v = ow * geometry.stride - geometry.padding + kw * geometry.dilation
                  guard (0..<rows).contains(h), (0..<columns).contains(v) else { continue }
                  sum +=
                    values[((n * shape[1] + channel) * rows + h) * columns + v]
                    * w.values[((o * depth + c) * height + kh) * width + kw]
                }
              }
            }
            result.append(sum)
          }
        }
      }
    }
    return Mathematics([samples, outputs, outRows, outColumns], result, kink: min(kink, w.kink))
  }

  /// The largest, or the sum over kernel², of each window.
  func pooled(_ window: PoolWindow, largest: Bool) -> Mathematics {
    let (rows, columns) = (shape[2], shape[3])
    func size(_ size: Int) -> Int { (size + 2 * window.padding - window.kernel) / window.stride + 1 }
    var result: [Double] = []
    var nearest = kink
    for plane in 0..<shape[0] * shape[1] {
      for oh in 0..<size(rows) {
        for ow in 0..<size(columns) {
          var elements: [Double] = []
          for h in oh * window.stride - window.padding..<oh * window.stride - window.padding + window.kernel {
            for v in ow * window.stride - window.padding..<ow * window.stride - window.padding + window.kernel
            where (0..<rows).contains(h) && (0..<columns).contains(v) {
              elements.append(values[(plane * rows + h) * columns + v])
            }
          }
          if largest {
            elements.sort(by: >)
            if elements.count > 1 { nearest = min(nearest, elements[0] - elements[1]) }
            result.append(elements[0])
          } else {
            result.append(elements.reduce(0, +) / Double(window.kernel * window.kernel))
          }
        }
      }
    }
    return Mathematics([shape[0], shape[1], size(rows), size(columns)], result, kink: nearest)
  }

  /// scale · Σ_n −log softmax(x_n)[label_n].
  func crossEntropy(_ labels: [Int32], scale: Double) -> Double {
    let classes = shape[1]
    return labels.enumerated().reduce(0) { sum, label in
      let row = values[label.offset * classes..<(label.offset + 1) * classes]
      return sum + scale * (log(row.reduce(0) { $0 + exp($1) }) - row[row.startIndex + Int(label.element)])
    }
  }
}
