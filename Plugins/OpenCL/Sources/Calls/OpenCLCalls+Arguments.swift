import ConcordKit

extension OpenCLCalls {
  /// Sets the arguments of a kernel, in its order, but for those that each run gives.
  ///
  /// - Parameter memory: The buffer of a place.
  /// - Returns: The kernel's numbers of the arguments that are run scalars, and which.
  func setArguments(
    _ values: [LaunchArgument], of kernel: Kernel, as signature: KernelSignature, memory: (Int) -> MemoryObject
  ) throws(BackendError) -> [(argument: Int, scalar: Int)] {
    var scalars: [(argument: Int, scalar: Int)] = []
    var index = 0
    for (parameter, value) in zip(signature.parameters, values) {
      switch value {
      case .memory(let part):
        try setArgument(index, of: kernel, to: memory(part.place.buffer))
        if case .memory(_, _, hasOffset: true) = parameter.kind {
          index += 1
          try setArgument(index, of: kernel, to: UInt64(part.place.offset / MemoryLayout<Float>.size))
        }
      case .uint(let value): try setArgument(index, of: kernel, to: value)
      case .int(let value): try setArgument(index, of: kernel, to: value)
      case .ulong(let value): try setArgument(index, of: kernel, to: value)
      case .uints(let values): try setArgument(index, of: kernel, to: values)
      case .float(let value): try setArgument(index, of: kernel, to: value)
      case .scalar(let scalar, _): scalars.append((index, scalar))
      }
      index += 1
    }
    return scalars
  }

  /// Sets the arguments of a kernel whose memory are whole buffers, `memory` in the order of ``LaunchArgument/buffer(_:)``.
  ///
  /// - Throws: Where they are not what the kernel's source declares, too.
  func setArguments(
    _ arguments: LaunchArguments, of kernel: Kernel, _ name: KernelName, memory: [MemoryObject]
  ) throws(BackendError) {
    let signature = try KernelSignatures.signature(of: name)
    _ = try setArguments(try signature.ordered(arguments), of: kernel, as: signature, memory: { memory[$0] })
  }
}

extension LaunchArgument {
  /// A whole buffer, by its number.
  static func buffer(_ number: Int) -> LaunchArgument {
    .memory(Memory(place: Place(buffer: number, offset: 0), element: nil, isWritable: true))
  }
}
