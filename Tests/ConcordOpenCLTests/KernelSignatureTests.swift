import ConcordKit
import Testing

@testable import ConcordOpenCL

@Suite("arguments of kernels by name")
struct KernelSignatureTests {
  private static let signature = KernelSignatures.read(
    """
    kernel void concord_example(
        const global float *x, ulong x_offset, global int *y, ulong y_offset, ulong count, uint rows, int step, float rate,
        uint8 sizes) {
      y[0] = x[0];
    }
    """)["concord_example"]

  private static func memory(_ element: ElementType?, isWritable: Bool = true) -> LaunchArgument {
    .memory(LaunchArgument.Memory(place: Place(buffer: 0, offset: 0), element: element, isWritable: isWritable))
  }

  private static let arguments: LaunchArguments = [
    "x": memory(.float32, isWritable: false), "y": memory(.int32), "count": .count(1), "rows": .dimension(2),
    "step": .distance(-3), "rate": .scalar(0, .float32), "sizes": .uints(SIMD8(repeating: 1)),
  ]

  private static func without(_ name: String, and more: LaunchArguments = [:]) -> LaunchArguments {
    let left = arguments.named.filter { $0.name != name }
    return left.reduce([:] as LaunchArguments) { all, argument in
      let (name, value) = argument
      return all.with([name: value])
    }.with(more)
  }

  @Test("arguments come in the kernel's order, whatever their own")
  func order() throws {
    let signature = try #require(Self.signature)
    #expect(signature.parameters.map(\.name) == ["x", "y", "count", "rows", "step", "rate", "sizes"])
    let ordered = try signature.ordered(Self.arguments)
    #expect(ordered[2...4] == [.count(1), .dimension(2), .distance(-3)])
    #expect(try signature.ordered(Self.without("x", and: ["x": Self.memory(.float32)])).count == 7)
    #expect(try signature.ordered(Self.without("count", and: ["count": .count(1)])) == ordered)
  }

  @Test(
    "a missing, extra, double or wrongly typed argument is an error that names it",
    arguments: [
      (without("rows"), "no argument 'rows'"), (arguments.with(["columns": .dimension(1)]), "no parameter 'columns'"),
      (arguments.with(["rows": .dimension(2)]), "'rows' twice"), (without("rows", and: ["row": .dimension(2)]), "'rows'"),
      (without("rows", and: ["rows": .count(2)]), "'rows'"), (without("step", and: ["step": .dimension(2)]), "'step'"),
      (without("rate", and: ["rate": .scalar(0, .uint32)]), "'rate'"),
      (without("count", and: ["count": .dimension(1)]), "'count'"),
      (without("x", and: ["x": memory(.int32)]), "memory of i32"), (without("x", and: ["x": .float(1)]), "'x'"),
      (without("y", and: ["y": memory(.int32, isWritable: false)]), "may change"),
      (without("sizes", and: ["sizes": .dimension(1)]), "'sizes'"),
    ] as [(LaunchArguments, String)])
  func mistakes(arguments: LaunchArguments, words: String) throws {
    let signature = try #require(Self.signature)
    let error = #expect(throws: BackendError.self) { try signature.ordered(arguments) }
    #expect(error?.code == .internal)
    #expect(error?.message.contains("concord_example") == true && error?.message.contains(words) == true, "\(error!)")
  }

  @Test("a plan with a kernel that no source declares, or that is declared in two ways, is an error")
  func unknown() throws {
    #expect(throws: BackendError.self) { try KernelSignatures.signature(of: KernelName(.add, "concord_subtract")) }
    let two = "kernel void concord_two(global float *x) {}\nkernel void concord_two(global float *x, uint n) {}"
    #expect(KernelSignatures.read(two)["concord_two"] == nil)
  }

  @Test("macros that are kernels are read as what they stand for")
  func macros() throws {
    let signatures = KernelSignatures.read(
      """
      #define KERNEL(NAME, OPERATOR) \\
        CONCORD_ELEMENTS void concord_##NAME( \\
            global float *x, uint n) { x[n] OPERATOR 1; }
      #define ALL(EACH) \\
        EACH(one, +=) \\
        EACH(two, f(a, b)) // (
      ALL(KERNEL)
      KERNEL(three, -)
      """)
    #expect(signatures.keys.sorted() == ["concord_one", "concord_three", "concord_two"])
    #expect(signatures.values.allSatisfy { $0.parameters.map(\.name) == ["x", "n"] })
  }

  @Test(
    "what is read from the sources is what the driver says of every kernel",
    .enabled(if: TestDevice.isThere, TestDevice.missing))
  func driver() throws {
    let device = try #require(TestDevice.open() as? OpenCLDevice)
    let options = BuildOptions(
      usesBuiltinDivision: device.traits.usesBuiltinDivision, usesSoftwareFMA: false, vectorWidth: 4,
      rowGroup: device.traits.style == .graphics ? device.traits.limits.rowGroup : nil)
    var count = 0
    for family in KernelFamily.allCases {
      let program = try device.calls.program(
        source: family.source, for: device.id, options: options.text(family) + " -cl-kernel-arg-info -cl-opt-disable",
        in: device.context)
      for name in try device.calls.kernelNames(of: program) {
        let kernel = try device.calls.kernel(name, of: program)
        guard let said = try device.calls.parameters(of: kernel) else { continue }
        let signature = try KernelSignatures.signature(of: KernelName(family, name))
        // PoCL has another name for what is one of its functions' too.
        #expect(signature.declared == said.map { $0.replacing(" _cl_", with: " ") }, "\(family) \(name)")
        count += 1
      }
    }
    // Not every driver tells.
    #expect(device.info.platform != PoCL.platformName || count >= 90)
  }
}

extension KernelSignature {
  /// Types and names as a driver has them.
  fileprivate var declared: [String] {
    parameters.flatMap { parameter in
      switch parameter.kind {
      case .memory(let word, _, let hasOffset):
        ["\(word.rawValue)* \(parameter.name)"] + (hasOffset ? ["ulong \(parameter.name)_offset"] : [])
      case .uint: ["uint \(parameter.name)"]
      case .int: ["int \(parameter.name)"]
      case .ulong: ["ulong \(parameter.name)"]
      case .uint8: ["uint8 \(parameter.name)"]
      case .float: ["float \(parameter.name)"]
      }
    }
  }
}
