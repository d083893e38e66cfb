import COpenCL
import ConcordKit

/// A kernel that a program brings along, as a device gets it: built, on its memory, with what is to be set at each run.
struct OwnLaunch {
  let kernel: Kernel
  /// Parts of buffers that are arguments; kept, as a kernel does not keep its memory.
  let parts: [MemoryObject]
  /// Arguments of the kernel that are run scalars.
  let scalars: [(argument: Int, scalar: Int)]

  /// - Parameter buffers: What the program's places index.
  init(
    _ own: OwnKernel, _ operation: Operation, of program: Program, buffers: [OpenCLBuffer], on device: OpenCLDevice
  ) throws(BackendError) {
    let kernel = try device.kernels.kernel(own)
    try Self.check(own, kernel, on: device)
    let memory = Memory(buffers: buffers, device: device)
    var parts: [MemoryObject] = []
    var scalars: [(argument: Int, scalar: Int)] = []
    /// Bytes of the workspace that are taken.
    var taken = 0
    func set(_ index: Int, to place: Place, byteCount: Int) throws(BackendError) {
      guard byteCount > 0 else { return try device.calls.setNoMemory(index, of: kernel) }
      let part = try memory.part(place, byteCount: byteCount)
      parts.append(part)
      try device.calls.setArgument(index, of: kernel, to: part)
    }
    for (index, argument) in own.arguments.enumerated() {
      switch argument {
      case .input(let number):
        let tensor = program.tensors[operation.inputs[number]]
        try set(index, to: tensor.place, byteCount: tensor.type.byteCount)
      case .output(let number):
        let tensor = program.tensors[operation.outputs[number]]
        try set(index, to: tensor.place, byteCount: tensor.type.byteCount)
      case .scratch(let bytes):
        taken = OwnKernel.aligned(taken)
        var place = operation.workspace.place
        place.offset += taken
        try set(index, to: place, byteCount: bytes)
        taken += bytes
      case .local(let bytes): try device.calls.setLocalMemory(index, of: kernel, byteCount: bytes)
      case .int(let value): try device.calls.setArgument(index, of: kernel, to: value)
      case .uint(let value): try device.calls.setArgument(index, of: kernel, to: value)
      case .long(let value): try device.calls.setArgument(index, of: kernel, to: value)
      case .ulong(let value): try device.calls.setArgument(index, of: kernel, to: value)
      case .float(let value): try device.calls.setArgument(index, of: kernel, to: value)
      case .scalar(let number): scalars.append((index, operation.scalars[number]))
      }
    }
    self.kernel = kernel
    self.parts = parts
    self.scalars = scalars
  }

  /// Refuses what the driver would, or what would end the process in some.
  private static func check(_ own: OwnKernel, _ kernel: Kernel, on device: OpenCLDevice) throws(BackendError) {
    let count = try device.calls.parameterCount(of: kernel)
    guard count == own.arguments.count else {
      throw BackendError(
        .invalidArgument,
        "kernel '\(own.entry)' has \(count) parameters, but \(own.arguments.count) arguments are given; give one for each")
    }
    guard !own.local.isEmpty else { return }
    let limits = device.traits.limits
    try limits.check(own.entry, global: own.global, local: own.local)
    let form = try device.calls.properties(of: kernel, on: device.id)
    let items = own.local.reduce(1, *)
    if form.requiredGroup.contains(where: { $0 > 0 }),
      form.requiredGroup != own.local + Array(repeating: 1, count: 3 - own.local.count)
    {
      throw BackendError(
        .invalidArgument,
        "kernel '\(own.entry)' requires groups of \(form.requiredGroup) (reqd_work_group_size), but is launched in groups of \(own.local)"
      )
    }
    // Only where it is pretended: rusticl says 32 of kernels that it runs in larger groups, and a driver refuses what it cannot run.
    guard device.traits.pretends == nil || form.groupItems <= 0 || items <= form.groupItems else {
      throw BackendError(
        .unsupported,
        "kernel '\(own.entry)' is launched in groups of \(items) work-items, where its compiled form allows \(form.groupItems) "
          + "(CL_KERNEL_WORK_GROUP_SIZE); use smaller groups or another device")
    }
    let dynamic = own.arguments.reduce(0) { if case .local(let bytes) = $1 { $0.addingSaturating(bytes) } else { $0 } }
    guard form.localMemoryBytes.addingSaturating(dynamic) <= limits.localMemoryBytes else {
      throw BackendError(
        .unsupported,
        "kernel '\(own.entry)' takes \(form.localMemoryBytes + dynamic) bytes of local memory, where the device has "
          + "\(limits.localMemoryBytes) (CL_DEVICE_LOCAL_MEM_SIZE)")
    }
  }

  /// The memory that a kernel's pointers point to: whole buffers, or parts of them.
  private struct Memory {
    var buffers: [OpenCLBuffer]
    var device: OpenCLDevice

    func part(_ place: Place, byteCount: Int) throws(BackendError) -> MemoryObject {
      let buffer = buffers[place.buffer]
      if place.offset == 0, byteCount == buffer.byteCount { return buffer.memory }
      let bits = try device.calls.number(CL_DEVICE_MEM_BASE_ADDR_ALIGN, of: device.id, as: cl_uint.self)
      let alignment = DeviceTraits.within(1...1 << 20, bits / 8)
      guard place.offset % alignment == 0 else {
        throw BackendError(
          .unsupported,
          "a kernel of the program's own takes memory at \(place.offset) bytes of a buffer, where \(device.info.name) has parts of buffers "
            + "begin at multiples of \(alignment) (CL_DEVICE_MEM_BASE_ADDR_ALIGN)")
      }
      return try device.calls.part(place.offset..<place.offset + byteCount, of: buffer.memory)
    }
  }
}
