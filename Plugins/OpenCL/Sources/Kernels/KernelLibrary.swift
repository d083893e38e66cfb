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
  private let source: (KernelFamily) -> String
  private var programs: [Build: BuiltProgram] = [:]
  private let keepsAtClose: Bool
  private let progress = PreparingProgress()
  /// Kernels that were started at least once: some drivers compile a kernel only then.
  private var started: Set<KernelName> = []
  /// Compiled here and not in the cache yet, by key.
  private var unkept: [(program: BuiltProgram, key: String)] = []

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
    keepsAtClose = options.keepsAtClose
  }

  /// A new kernel, whose arguments are its own.
  func kernel(_ name: KernelName) throws(BackendError) -> Kernel {
    do throws(BackendError) {
      return try calls.kernel(name.function, of: try program(Build(family: name.family, options: options(name))))
    } catch {
      throw BackendError(error.code, "kernel '\(name.function)' (\(name.family.files.last ?? "").cl): \(error.message)")
    }
  }

  /// Announces the kernels of a program, so that their progress can be told.
  func expect(_ names: Set<KernelName>) {
    let builds = Set(names.map { Build(family: $0.family, options: options($0)) }).subtracting(programs.keys)
    progress.begin(count: builds.count + names.subtracting(started).count)
  }

  func willStart(_ name: KernelName) {
    if started.insert(name).inserted { progress.step() }
  }

  /// Puts what was compiled into the cache.
  ///
  /// PoCL compiles every kernel once more for its binary, and the first step need not wait for that. But it must not be asked for a
  /// binary while another device of the process runs the same kernel: its list of loaded kernels then counts wrongly, and it
  /// ends the process. Before their first use is safe, since whoever comes later finds them in the cache.
  func keep() {
    for (program, key) in unkept {
      if let binary = try? calls.binary(of: program), !binary.isEmpty { cache.store(binary, under: key) }
    }
    unkept = []
  }

  /// Everything that a family's kernels come from: device, driver, options and source.
  func identity(of family: KernelFamily) -> String { key(Build(family: family, options: options(KernelName(family, "")))) }

  private func key(_ build: Build) -> String {
    [traits.identity, build.options, source(build.family)].joined(separator: "\n\n")
  }

  private func options(_ name: KernelName) -> String {
    BuildOptions(
      usesBuiltinDivision: traits.usesBuiltinDivision, usesSoftwareFMA: usesSoftwareFMA, vectorWidth: traits.vectorWidth,
      smallestSubGroup: traits.smallestSubGroup, rowGroup: traits.prefersLocalMemory ? traits.limits.rowGroup : nil
    ).text(name.family, tile: name.tile)
  }

  private func program(_ build: Build) throws(BackendError) -> BuiltProgram {
    if let program = programs[build] { return program }
    let source = source(build.family)
    let options = build.options
    let key = key(build)
    progress.step()
    let program: BuiltProgram
    if let cached = cached(key, options) {
      program = cached
    } else {
      program = try compiled(source, options)
      if cache.folder != nil {
        unkept.append((program, key))
        if !keepsAtClose { keep() }
      }
    }
    try calls.checkPretended(program, on: device)
    programs[build] = program
    return program
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
  private func cached(_ key: String, _ options: String) -> BuiltProgram? {
    guard let binary = cache.binary(under: key) else { return nil }
    guard let program = try? calls.program(binary: binary, for: device, in: context),
      (try? calls.build(program, options: options, for: device)) != nil
    else {
      BackendExporter.log(.debug, "the driver refused a compiled kernel of the cache; it is compiled again")
      return nil
    }
    return program
  }
}
