import ConcordGraph

extension ModelZoo {
  /// Liu and others, *A ConvNet for the 2020s* (2022), the tiny one as torchvision builds it, without its stochastic depth: 28,589,128
  /// parameters with 1000 classes.
  static func convNeXtTiny(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    let stages = [(96, 3), (192, 3), (384, 9), (768, 3)]
    return try Model(name: "convnext-t", inputShape: imageShape, classCount: classCount) {
      Sequential(name: "features") {
        Sequential(name: "0") {
          Conv2D(imageShape[0], 96, kernel: 4, stride: 4, name: "0")
          channelNorm(96, name: "1")
        }
        for (number, (width, depth)) in stages.enumerated() {
          Sequential(name: String(2 * number + 1)) {
            for block in 0..<depth { convNeXtBlock(width, name: String(block)) }
          }
          if number < 3 {
            Sequential(name: String(2 * number + 2)) {
              channelNorm(width, name: "0")
              Conv2D(width, stages[number + 1].0, kernel: 2, stride: 2, name: "1")
            }
          }
        }
      }
      GlobalAveragePool(name: "avgpool")
      Sequential(name: "classifier") {
        LayerNorm(768, epsilon: 1e-6, name: "0")
        Linear(768, classCount, name: "2")
      }
    }
  }

  private static func convNeXtBlock(_ width: Int, name: String) -> Sequential {
    Sequential(name: name) {
      Sequential(name: "block") {
        Conv2D(width, width, kernel: 7, padding: 3, groups: width)
        Permute([2, 3, 1])
        LayerNorm(width, epsilon: 1e-6)
        Linear(width, 4 * width)
        GELU()
        Linear(4 * width, width)
        Permute([3, 1, 2])
      }
      LearnedScale([width, 1, 1], initial: 1e-6, name: "layer_scale")
      Addition(name: "sum").taking("input", "layer_scale")
    }
  }

  /// Each pixel normalised over its channels: torchvision's `LayerNorm2d`.
  private static func channelNorm(_ channels: Int, name: String) -> [any Layer] {
    [
      Permute([2, 3, 1], name: "\(name)_pixels"), LayerNorm(channels, epsilon: 1e-6, name: name),
      Permute([3, 1, 2], name: "\(name)_channels"),
    ]
  }
}
