import ConcordKit

/// Kernels that programs bring along: each source is built once with the same options while its device is open.
final class OwnKernelLibrary {
  private struct Build: Hashable {
    var source: String
    var options: String
  }

  private var programs: [Build: BuiltProgram] = [:]

  func kernel(
    _ own: OwnKernel, for device: DeviceID, in context: Context, calls: OpenCLCalls
  ) throws(BackendError) -> Kernel {
    let build = Build(source: own.source, options: own.buildOptions)
    let program: BuiltProgram
    if let known = programs[build] {
      program = known
    } else {
      program = try calls.program(source: own.source, for: device, options: own.buildOptions, in: context)
      try calls.checkPretended(program, on: device)
      programs[build] = program
    }
    let names = try calls.kernelNames(of: program)
    guard names.contains(own.entry) else {
      throw BackendError(
        .invalidArgument, "the source of '\(own.title)' has no kernel '\(own.entry)'; it has: \(names.joined(separator: ", "))")
    }
    return try calls.kernel(own.entry, of: program)
  }
}
