/// A kernel to start from: a description and a source that pass as they are.
package struct KernelStart: Sendable {
  package let operation: String
  /// The description, which names `operation.cl`.
  package let description: String
  package let source: String

  /// All that there are, by operation.
  package static let all: [KernelStart] = [add, biasAdd, conv2d, matmul, multiply, scale, sgd]

  package static func of(_ operation: String) -> KernelStart? { all.first { $0.operation == operation } }

  private init(_ operation: String, _ members: String, _ source: String) {
    self.operation = operation
    description = """
      {
        "operation": "\(operation)",
        "source": "\(operation).cl",
        "entry": "\(operation)_kernel",
      \(members)
      }

      """
    self.source =
      "// What it computes, to the bit: `concord op \(operation) --describe`.\n// a * b + c would be fused or not as the compiler likes: this says not, and fma says fused.\n"
      + "#pragma OPENCL FP_CONTRACT OFF\n\n" + source + "\n"
  }

  private static let twoFlat = """
      "inputs": ["a[count...]", "b[count...]"],
      "outputs": ["y[count...]"],
      "arguments": ["a", "b", "y", "int count"],
      "global": ["align(count, 64)"],
      "local": [64]
    """

  private static func flat(_ name: String, _ sign: String) -> String {
    """
    kernel void \(name)_kernel(global const float *a, global const float *b, global float *y, int count) {
      int i = get_global_id(0);
      if (i < count) y[i] = a[i] \(sign) b[i];
    }
    """
  }

  private static let add = KernelStart("add", twoFlat, flat("add", "+"))
  private static let multiply = KernelStart("multiply", twoFlat, flat("multiply", "*"))

  private static let scale = KernelStart(
    "scale",
    """
      "inputs": ["x[count...]", "factor[1]"],
      "outputs": ["x[count...]"],
      "arguments": ["x", "factor", "int count"],
      "global": ["align(count, 64)"],
      "local": [64]
    """,
    """
    kernel void scale_kernel(global float *x, global const float *factor, int count) {
      int i = get_global_id(0);
      if (i < count) x[i] = x[i] * factor[0];
    }
    """)

  private static let biasAdd = KernelStart(
    "bias_add",
    """
      "inputs": ["x[n, c, positions...]", "b[c]"],
      "outputs": ["y[n, c, positions...]"],
      "arguments": ["x", "b", "y", "int c", "int positions", "int n * c * positions"],
      "global": ["align(n * c * positions, 64)"],
      "local": [64]
    """,
    """
    kernel void bias_add_kernel(
        global const float *x, global const float *b, global float *y, int channels, int positions, int count) {
      int i = get_global_id(0);
      if (i < count) y[i] = x[i] + b[i / positions % channels];
    }
    """)

  private static let sgd = KernelStart(
    "sgd",
    """
      "attributes": {"weight_decay": 0.0},
      "inputs": ["p[count]", "g[count]"],
      "outputs": ["p[count]"],
      "arguments": ["p", "g", "scalar 0", "int count"],
      "global": ["align(count, 64)"],
      "local": [64]
    """,
    """
    kernel void sgd_kernel(global float *p, global const float *g, float learning_rate, int count) {
      int i = get_global_id(0);
      if (i < count) p[i] = fma(-learning_rate, g[i], p[i]);
    }
    """)

  private static let matmul = KernelStart(
    "matmul",
    """
      "inputs": ["a[m, k]", "b[k, n]"],
      "outputs": ["c[m, n]"],
      "arguments": ["a", "b", "c", "int m", "int n", "int k"],
      "global": ["align(n, 16)", "align(m, 4)"],
      "local": [16, 4],
      "time": {"m": 256, "n": 256, "k": 256}
    """,
    """
    kernel void matmul_kernel(
        global const float *a, global const float *b, global float *c, int rows, int columns, int depth) {
      int j = get_global_id(0);
      int i = get_global_id(1);
      if (i >= rows || j >= columns) return;
      float sum = 0;
      for (int k = 0; k < depth; k++) sum = fma(a[i * depth + k], b[k * columns + j], sum);
      c[i * columns + j] = sum;
    }
    """)

  private static let conv2d = KernelStart(
    "conv2d",
    """
      "attributes": {"stride": "any", "padding": "any", "dilation": "any"},
      "inputs": ["x[n, c, h, w]", "filter[o, c, kh, kw]"],
      "outputs": ["y[n, o, oh, ow]"],
      "arguments": ["x", "filter", "y", "int c", "int h", "int w", "int o", "int kh", "int kw", "int oh", "int ow", "int stride", "int padding",
                    "int dilation", "int n * o * oh * ow"],
      "global": ["align(n * o * oh * ow, 64)"],
      "local": [64]
    """,
    """
    kernel void conv2d_kernel(
        global const float *x, global const float *filter, global float *y, int channels, int height, int width, int outputs, int kernel_height,
        int kernel_width, int rows, int columns, int stride, int padding, int dilation, int count) {
      int i = get_global_id(0);
      if (i >= count) return;
      int column = i % columns, row = i / columns % rows, output = i / columns / rows % outputs, sample = i / columns / rows / outputs;
      float sum = 0;
      for (int c = 0; c < channels; c++)
        for (int kh = 0; kh < kernel_height; kh++)
          for (int kw = 0; kw < kernel_width; kw++) {
            int h = row * stride - padding + kh * dilation, w = column * stride - padding + kw * dilation;
            // A tap on the padding takes part as a zero.
            float element = h >= 0 && h < height && w >= 0 && w < width ? x[((sample * channels + c) * height + h) * width + w] : 0;
            sum = fma(element, filter[((output * channels + c) * kernel_height + kh) * kernel_width + kw], sum);
          }
      y[i] = sum;
    }
    """)
}
