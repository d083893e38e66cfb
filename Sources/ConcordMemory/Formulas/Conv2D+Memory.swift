import ConcordNN

extension Conv2D: MemoryFormula {
  /// Weight out·in/groups·kernel², bias, where there is one, out. Output: out·OH·OW for each sample; a ReLU after it is computed in the
  /// same pass. Backward: the gradient with respect to its input.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let reach = geometry.dilation * (kernel - 1) + 1
    let sizes = x.shape.dropFirst().map { ($0 + 2 * geometry.padding - reach) / geometry.stride + 1 }
    let taps = (inputs / geometry.groups) * kernel * kernel
    let multiplyAdds = sizes.reduce(outputs, *) * taps
    var parameters = [tape.parameter(outputs * taps)]
    if bias { parameters.append(tape.parameter(outputs)) }
    let y = tape.product("conv2d", reads: [x] + parameters, gives: [outputs] + sizes, multiplyAdds: multiplyAdds)
    tape.backward(from: y) { tape, dy in
      if bias { tape.step("batch_sum", reads: [dy]) }
      if tape.learns(x) {
        let dx = tape.step("conv2d_input_gradient", reads: [dy], gives: x.shape, multiplyAdds: multiplyAdds)
        tape.add(dx, to: x)
      }
      tape.step("conv2d_weight_gradient", reads: [x, dy], multiplyAdds: multiplyAdds)
    }
    return y
  }
}
