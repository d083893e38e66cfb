import ConcordKit

extension Conv2DOperation: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    let epilogues: [(String, Bool, Epilogue)] = [
      ("bias", true, .identity), ("relu", false, .relu), ("bias+relu", true, .relu),
    ]
    for (index, shape) in ConvolutionShape.all.enumerated() {
      let inputs: [CaseInput] = [.values(shape.x), .values(shape.w)]
      list.add(Conv2DOperation(shape.geometry), shape.parameters, inputs: inputs, values: ConvolutionShape.values(index))
      for (number, (name, bias, activation)) in epilogues.enumerated() {
        list.add(
          Conv2DOperation(shape.geometry, bias: bias, activation: activation), shape.parameters, with: name,
          inputs: inputs + (bias ? [.values([shape.outputs])] : []), values: ValueClass.some(number + index))
      }
    }
  }
}
