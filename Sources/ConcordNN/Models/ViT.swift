import ConcordGraph

extension ModelZoo {
  /// Dosovitskiy and others, *An Image is Worth 16x16 Words* (2021), for small images: patches of 4×4, width 192, 6 layers of 3 heads;
  /// 2,693,578 parameters on 3×32×32 images and 10 classes.
  static func viT(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    try viT("vit", imageShape, classCount, patch: 4, width: 192, depth: 6, heads: 3)
  }

  /// Its ViT-B/16, as torchvision builds it: 86,567,656 parameters on 3×224×224 images and 1000 classes.
  static func viTB16(imageShape: [Int], classCount: Int) throws(GraphError) -> Model {
    try viT("vit-b16", imageShape, classCount, patch: 16, width: 768, depth: 12, heads: 12)
  }

  /// Layers and names of torchvision's `VisionTransformer`.
  private static func viT(
    _ name: String, _ imageShape: [Int], _ classCount: Int, patch: Int, width: Int, depth: Int, heads: Int
  ) throws(GraphError) -> Model {
    let tokens = imageShape.dropFirst().reduce(1) { $0 * ($1 / patch) }
    return try Model(name: name, inputShape: imageShape, classCount: classCount) {
      PatchEmbedding(imageShape[0], width, patch: patch, name: "conv_proj")
      ClassToken(width, name: "class_token")
      Sequential(name: "encoder") {
        LearnedPositions(tokens + 1, width, name: "pos_embedding")
        Sequential(name: "layers") {
          for number in 0..<depth { encoderLayer(width, heads, name: "encoder_layer_\(number)") }
        }
        LayerNorm(width, epsilon: 1e-6, name: "ln")
      }
      Select(0, name: "class")
      Sequential(name: "heads") { Linear(width, classCount, name: "head") }
    }
  }

  private static func encoderLayer(_ width: Int, _ heads: Int, name: String) -> Sequential {
    Sequential(name: name) {
      LayerNorm(width, epsilon: 1e-6, name: "ln_1")
      MultiHeadAttention(width, heads: heads, name: "self_attention")
      Addition(name: "sum_1").taking("input", "self_attention")
      LayerNorm(width, epsilon: 1e-6, name: "ln_2")
      Sequential(name: "mlp") {
        Linear(width, 4 * width, name: "0")
        GELU()
        Linear(4 * width, width, name: "3")
      }
      Addition(name: "sum_2").taking("sum_1", "mlp")
    }
  }
}
