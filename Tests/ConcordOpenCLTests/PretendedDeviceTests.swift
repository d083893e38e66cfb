import ConcordConformance
import ConcordKit
import ConcordNumerics
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("devices that pretend to be others", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct PretendedDeviceTests {
  private static func open(_ name: String, _ backend: OpenCLBackend = TestDevice.backend()) throws -> OpenCLDevice {
    try #require(TestDevice.open(backend, ["pretend": name]) as? OpenCLDevice)
  }

  @Test("a pretended device computes the contract's bits, and says what it is", arguments: PretendedDevice.all)
  func opens(pretended: PretendedDevice) throws {
    let device = try Self.open(pretended.name, TestDevice.backend(probes: NumericsProbe.all))
    #expect(device.info.conformance == .passed)
    #expect(device.info.kind == .gpu && device.info.notes.contains("pretends to be \(pretended.name)"))
    #expect(device.info.computeUnits == pretended.computeUnits)
    #expect(device.traits.limits.groupItems <= pretended.limits.groupItems)
    #expect(device.traits.limits.localMemoryBytes <= pretended.limits.localMemoryBytes)
    #expect(!device.traits.sharesHostMemory || pretended.hasUnifiedMemory)
  }

  @Test(
    "GPUs with memory of their own come first, then those that share the host's, then processors; else the loader's order stays"
  )
  func order() throws {
    var own = try #require(try Discovery(OpenCLCalls()).devices.first)
    own.traits = try Self.processor()
    let devices = try [nil, "intel-igpu", "nvidia", nil, "mobile", "amd-wave64"].enumerated().map { number, name in
      var device = own
      if let name { device.traits.pretend(to: try #require(PretendedDevice.named(name))) }
      device.traits.info.name = "\(number)"
      return device
    }
    #expect(Discovery.sorted(devices).map(\.traits.info.name) == ["2", "5", "1", "4", "0", "3"])
  }

  private static func processor() throws -> DeviceTraits {
    var traits = try #require(TestDevice.open() as? OpenCLDevice).traits
    traits.info.kind = .cpu
    return traits
  }

  @Test("each name is there once, and another one is an error that lists them")
  func names() throws {
    let names = PretendedDevice.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names == ["nvidia", "amd-wave64", "amd-wave32", "intel-igpu", "intel-dgpu", "mobile", "tiny"])
    let error = #expect(throws: BackendError.self) { try Self.open("voodoo") }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("voodoo") == true && names.allSatisfy { error?.message.contains($0) == true })
  }

  @Test(
    "groups are as large as the device lets them be, whole waves, and powers of two for rows", arguments: PretendedDevice.all)
  func groups(pretended: PretendedDevice) {
    let limits = pretended.limits
    #expect(limits.rowGroup == (pretended.name == "tiny" ? 32 : 64))
    #expect(limits.elementGroup <= limits.groupItems && limits.elementGroup <= limits.groupSides[0])
    #expect(limits.elementGroup % limits.waveItems == 0)
  }

  private static let limits = DeviceLimits(
    groupItems: 128, groupSides: [128, 64, 4], gridSides: [1000, 10, 5], gridItems: 4096, localMemoryBytes: 1024,
    hasOwnLocalMemory: true)

  @Test(
    "a launch that the device would refuse is refused with the limit, what was asked and what is allowed",
    arguments: [
      ([256], [256], "CL_DEVICE_MAX_WORK_GROUP_SIZE", "256", "128"),
      ([64, 128], [2, 128], "CL_DEVICE_MAX_WORK_GROUP_SIZE", "256", "128"),
      ([8, 128], [1, 128], "CL_DEVICE_MAX_WORK_ITEM_SIZES", "128", "64"),
      ([8, 8, 8], [1, 1, 8], "CL_DEVICE_MAX_WORK_ITEM_SIZES", "8", "4"),
      ([1001], [1], "grids", "1001", "1000"), ([1, 11], [1, 1], "grids", "11", "10"),
      ([8, 8, 6], [8, 8, 1], "grids", "6", "5"), ([8192], [128], "grids", "8192", "4096"),
      ([100], [64], "CL_INVALID_WORK_GROUP_SIZE", "100", "64"),
    ] as [([Int], [Int], String, String, String)])
  func launch(global: [Int], local: [Int], limit: String, asked: String, allowed: String) {
    let error = #expect(throws: BackendError.self) { try Self.limits.check("concord_example", global: global, local: local) }
    #expect(error?.code == .unsupported)
    for word in ["concord_example", limit, asked, allowed] { #expect(error?.message.contains(word) == true, "\(error!)") }
  }

  @Test("a launch at every limit is none of its mistakes")
  func allowed() throws {
    try Self.limits.check("", global: [1000], local: [1])
    try Self.limits.check("", global: [4096], local: [128])
    try Self.limits.check("", global: [2, 640], local: [2, 64])
    try Self.limits.check("", global: [8, 8, 20], local: [8, 4, 4])
  }

  @Test("a kernel whose group or local memory the device does not have is refused when it is built")
  func build() throws {
    let large = TestDevice.backend(cache: KernelCache(folder: nil)) { family in
      guard family == .add else { return family.source }
      return family.source
        + "\nkernel __attribute__((reqd_work_group_size(2048, 1, 1))) void concord_large(global float *x) { x[get_global_id(0)] = 0; }"
    }
    let hungry = TestDevice.backend(cache: KernelCache(folder: nil)) { family in
      guard family == .add else { return family.source }
      return family.source + """

        kernel void concord_hungry(global float *x) {
          local float all[20000];
          all[get_local_id(0)] = x[get_global_id(0)];
          barrier(CLK_LOCAL_MEM_FENCE);
          x[get_global_id(0)] = all[get_local_size(0) - 1 - get_local_id(0)];
        }
        """
    }
    for (backend, words) in [
      (large, ["concord_large", "2048", "1024", "CL_DEVICE_MAX_WORK_GROUP_SIZE"]),
      // 80,000 bytes; rusticl says twice as many.
      (hungry, ["concord_hungry", "bytes of local memory", "CL_DEVICE_LOCAL_MEM_SIZE"]),
    ] {
      let device = try Self.open("nvidia", backend)
      let error = #expect(throws: BackendError.self) { try device.kernels.kernel(KernelName(.add, "concord_add")) }
      #expect(error?.code == .unsupported)
      for word in words { #expect(error?.message.contains(word) == true, "\(error!)") }
    }
  }

  @Test("more memory in one piece than the device gives at once is refused")
  func allocation() throws {
    let device = try Self.open("tiny")
    let error = #expect(throws: BackendError.self) { try device.allocate(byteCount: (128 << 20) + 4) }
    #expect(error?.code == .outOfMemory && error?.message.contains("\(128 << 20)") == true)
  }

  @Test("a kernel that takes any group gets one that its compiled form allows, and halves the last side first")
  func fitted() {
    var grid = WorkGrid(items: [1000], local: [256], takesAnyGroup: true)
    #expect(grid.within(groupItems: 96).local == [64] && grid.within(groupItems: 96).global == [1024])
    #expect(grid.within(groupItems: 256).local == [256])
    grid = WorkGrid(items: [100, 7], local: [16, 4], takesAnyGroup: true)
    #expect(grid.within(groupItems: 32).local == [16, 2] && grid.within(groupItems: 32).global == [112, 8])
    #expect(grid.within(groupItems: 5).local == [4, 1])
    grid.takesAnyGroup = false
    #expect(grid.within(groupItems: 5).local == [16, 4])
  }

  /// One case in so many runs here; `scripts/pretend` runs all.
  private static let every = 149

  @Test("the conformance suite's cases pass on a pretended device", arguments: PretendedDevice.all)
  func conformance(pretended: PretendedDevice) throws {
    let backend = TestDevice.backend()
    let target = try ConformanceTarget(
      backend: backend, index: try #require(TestDevice.index), device: try Self.open(pretended.name, backend),
      options: ["pretend": pretended.name])
    let first = PretendedDevice.all.firstIndex(of: pretended) ?? 0
    let cases = ConformanceSuite.cases(modes: [.op])
    for number in stride(from: first, to: cases.count, by: Self.every) {
      let outcome = cases[number].outcome(on: target)
      #expect(outcome == .passed, "\(cases[number].name)")
    }
  }
}
