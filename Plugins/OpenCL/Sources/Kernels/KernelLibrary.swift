import ConcordKit

/// The kernels of one open device. A family is compiled, or taken from the cache, when its first kernel is asked for, with each
/// tile by itself.
final class KernelLibrary {
  private struct Build: Hashable {
    var family: KernelFamily
    var options: String
  }

  private let calls: OpenCLCalls
  private let device: DeviceID
  private let traits: DeviceTraits
  private let context: Context
  private let cache: KernelCache
  private let own = OwnKernelLibrary()
  private let source: (KernelFamily) -> String
  private var programs: [Build: BuiltProgram] = [:]
  /// Other processes that compile too; nil where this one compiles alone.
  private let sharing: SharedCompiling?
  private let progress = PreparingProgress()
  /// Kernels that were started at least once: some drivers compile a kernel only then.
  private var started: Set<KernelName> = []

  /// Whether kernels compute `fma` in integers (`Kernels/exact.cl`); for kernels asked for from now on.
  var usesSoftwareFMA: Bool {
    didSet { programs = [:] }
  }

  init(
    device: DeviceID, traits: DeviceTraits, context: Context, cache: KernelCache, options: OpenOptions,
    source: @escaping (KernelFamily) -> String, calls: OpenCLCalls
  ) {
    self.device = device
    self.traits = traits
    self.context = context
    self.cache = cache
    self.source = source
    self.calls = calls
    usesSoftwareFMA = options.softwareFMA
    let shares = options.compilesInProcesses && traits.compilesOneAtATime && traits.pretends == nil
    sharing = shares ? SharedCompiling(for: traits.identity) : nil
  }

  /// A new kernel, whose arguments are its own.
  func kernel(_ name: KernelName) throws(BackendError) -> Kernel {
    do throws(BackendError) {
      return try calls.kernel(name.function, of: try program(Build(family: name.family, options: options(name))))
    } catch {
      throw BackendError(error.code, "kernel '\(name.function)' (\(name.family.files.last ?? "").cl): \(error.message)")
    }
  }

  /// A new kernel of a source that a program brings along.
  func kernel(_ own: OwnKernel) throws(BackendError) -> Kernel {
    try self.own.kernel(own, for: device, in: context, calls: calls)
  }

  /// Gets the kernels of a program ready that are not, with other processes where they help, and begins to tell how far that is.
  func prepare(_ names: Set<KernelName>) {
    let builds = Set(names.map { Build(family: $0.family, options: options($0)) }).subtracting(programs.keys)
    progress.begin(count: builds.count + names.subtracting(started).count)
    guard let sharing, builds.count > 1 else { return }
    // What does not compile, or is not admitted, is an error of the operation that asks for it.
    let missing = builds.filter { build in takeFromCache(build).map { _ = try? admitted($0, build) } == nil }
      .map { ($0, source($0.family)) }.sorted { $0.1.utf8.count > $1.1.utf8.count }
    guard missing.count > 1 else { return }
    // Sorted, as the longest sources have the largest tiles, which take longest.
    let requests = missing.map { SharedCompiling.Request(source: $0.1, options: $0.0.options) }
    let binaries = sharing.compile(requests) { number in
      _ = try? program(missing[number].0)
    }
    for ((build, _), binary) in zip(missing, binaries) {
      guard let binary, let program = loaded(binary, build.options) else { continue }
      progress.step()
      cache.store(binary, under: key(build))
      _ = try? admitted(program, build)
    }
  }

  func willStart(_ name: KernelName) {
    if started.insert(name).inserted { progress.step() }
  }

  /// Everything that a family's kernels come from: device, driver, options and source.
  func identity(of family: KernelFamily) -> String { key(Build(family: family, options: options(KernelName(family, "")))) }

  /// What a family's source is compiled with.
  func buildOptions(of family: KernelFamily) -> String { options(KernelName(family, "")) }

  /// What the compiler says of a family's source.
  func log(of family: KernelFamily) throws(BackendError) -> String {
    try calls.log(of: try program(Build(family: family, options: buildOptions(of: family))), on: device)
  }

  private func key(_ build: Build) -> String {
    [traits.identity, build.options, source(build.family)].joined(separator: "\n\n")
  }

  private func options(_ name: KernelName) -> String {
    BuildOptions(
      usesBuiltinDivision: traits.usesBuiltinDivision, usesSoftwareFMA: usesSoftwareFMA, vectorWidth: traits.vectorWidth,
      smallestSubGroup: traits.smallestSubGroup, rowGroup: traits.style == .graphics ? traits.limits.rowGroup : nil
    ).text(name.family, tile: name.tile)
  }

  private func program(_ build: Build) throws(BackendError) -> BuiltProgram {
    if let program = programs[build] { return program }
    progress.step()
    if let cached = takeFromCache(build) { return try admitted(cached, build) }
    let program = try compiled(source(build.family), build.options)
    keep(program, key(build))
    return try admitted(program, build)
  }

  private func admitted(_ program: BuiltProgram, _ build: Build) throws(BackendError) -> BuiltProgram {
    try calls.checkPretended(program, on: device)
    programs[build] = program
    return program
  }

  /// Puts what was compiled into the cache, before its first use: PoCL must not be asked for a binary while another device of the process
  /// runs the same kernel. Its list of loaded kernels then counts wrongly, and it ends the process.
  private func keep(_ program: BuiltProgram, _ key: String) {
    guard cache.folder != nil, let binary = try? calls.binary(of: program), !binary.isEmpty else { return }
    cache.store(binary, under: key)
  }

  /// Tried twice: drivers share files and services with other processes, which may have been in the way.
  private func compiled(_ source: String, _ options: String) throws(BackendError) -> BuiltProgram {
    do throws(BackendError) {
      return try calls.program(source: source, for: device, options: options, in: context)
    } catch  where error.code == .buildFailed {
      BackendExporter.log(.debug, "a kernel is compiled again: \(error.message)")
      return try calls.program(source: source, for: device, options: options, in: context)
    }
  }

  /// What the cache has, if the driver takes it.
  private func takeFromCache(_ build: Build) -> BuiltProgram? {
    guard let binary = cache.binary(under: key(build)) else { return nil }
    guard let program = loaded(binary, build.options) else {
      BackendExporter.log(.debug, "the driver refused a compiled kernel of the cache; it is compiled again")
      return nil
    }
    return program
  }

  private func loaded(_ binary: [UInt8], _ options: String) -> BuiltProgram? {
    guard let program = try? calls.program(binary: binary, for: device, in: context),
      (try? calls.build(program, options: options, for: device)) != nil
    else { return nil }
    return program
  }
}
