#if canImport(Glibc)
  import ConcordTestSupport
  import Glibc
  import Testing

  @testable import ConcordKit

  /// A plugin that changes what belongs to the thread that calls it, and leaves it so.
  @Suite("What calls leave behind", .serialized, .enabled(if: CCompiler.path != nil, "needs a C compiler"))
  struct CallerStateTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Of this thread, by what it does.
    private struct Seen: Equatable {
      var half: Float
      var smallest: Float
      var rounding: Int32
      var blocked: Int32
      var locale: String
      /// Masks of exceptions, where they are known.
      var traps: UInt32

      init() {
        half = Self.opaque(1) + Self.opaque(0x1p-24)
        smallest = Self.opaque(Float.leastNonzeroMagnitude) * Self.opaque(2)
        rounding = fegetround()
        var mask = sigset_t()
        sigemptyset(&mask)
        pthread_sigmask(SIG_SETMASK, nil, &mask)
        blocked = sigismember(&mask, SIGUSR1)
        locale = setlocale(LC_ALL, nil).map { String(cString: $0) } ?? ""
        #if arch(x86_64)
          var environment = fenv_t()
          fegetenv(&environment)
          traps = environment.__mxcsr & 0x1f80 | UInt32(environment.__control_word & 0x3f)
        #else
          traps = 0
        #endif
      }

      @inline(never)
      @_optimize(none)
      private static func opaque(_ value: Float) -> Float { value }
    }

    private func run(_ backend: any Backend) throws -> [UInt32] {
      var builder = ProgramBuilder()
      let y = try builder.add(Activation(.relu), [builder.tensor([2], [-1, 3] as [Float])])[0]
      return try builder.run(on: backend.open(device: 0, options: [:])).bits[y]
    }

    @Test(
      "the thread is as it was after each call, and it is remembered which call changed it",
      arguments: [
        ("ROUNDS_UP", "program_run changed the rounding mode"),
        ("BLOCKS_SIGNALS", "program_run changed the signal mask"), ("CHANGES_LOCALE", "program_run changed the locale"),
        ("ROUNDS_UP_IN_OPEN", "device_open changed the rounding mode"),
      ])
    func restored(behaviour: String, change: String) throws {
      let before = Seen()
      let backend = try PluginLoader.load(path: MisbehavingPlugin.build(behaviour, in: folder))
      #expect(try run(backend) == [0, Float(3).bitPattern])
      #expect(Seen() == before)
      let changes = try #require(backend as? any CallerWatching).callerChanges
      #expect(changes.count == 1 && changes[0].hasPrefix(change), "\(changes)")
    }

    @Test("a call that fails puts back too")
    func failing() throws {
      let before = Seen()
      let backend = try PluginLoader.load(path: MisbehavingPlugin.build("ROUNDS_UP_IN_ERROR", in: folder))
      #expect(throws: BackendError(.internal, "planted")) { try backend.open(device: 0, options: [:]) }
      #expect(Seen() == before)
    }

    #if arch(x86_64)
      @Test("denormal numbers that were switched off are switched on again")
      func denormals() throws {
        let before = Seen()
        let backend = try PluginLoader.load(path: MisbehavingPlugin.build("FLUSHES", in: folder))
        _ = try run(backend)
        #expect(Seen() == before)
        #expect(
          (backend as? any CallerWatching)?.callerChanges == ["program_run changed the treatment of denormal numbers"])
      }

      @Test("floating-point exceptions that were made signals are none again")
      func exceptions() throws {
        let before = Seen()
        let backend = try PluginLoader.load(path: MisbehavingPlugin.build("TRAPS", in: folder))
        _ = try run(backend)
        #expect(Seen() == before)
        #expect(
          (backend as? any CallerWatching)?.callerChanges == ["program_run changed which floating-point exceptions are signals"]
        )
      }

      @Test("a library that was built with -ffast-math changes the loading thread, which is put back")
      func fastMath() throws {
        let before = Seen()
        let (source, path) = (folder.path("fast.c"), folder.path("fast.so"))
        try "float unused(float x) { return x; }".write(toFile: source, atomically: true, encoding: .utf8)
        // GCC's start-up code for it sets the mode when the library is loaded.
        guard (try? CCompiler.run(["-shared", "-fPIC", "-ffast-math", source, "-o", path])) != nil else { return }
        #expect(throws: BackendError.self) { try PluginLoader.load(path: path) }
        #expect(Seen() == before)
      }
    #endif

    @Test("nothing is remembered of a backend that keeps the rules")
    func clean() throws {
      let backend = try PluginLoader.load(path: MisbehavingPlugin.build("NOTHING", in: folder))
      _ = try run(backend)
      #expect((backend as? any CallerWatching)?.callerChanges == [])
    }

    @Test("a state is put back within a state")
    func nested() {
      let calls = ForeignCalls()
      let before = Seen()
      calls.call("outer") {
        fesetround(FE_DOWNWARD)
        _ = calls.call("inner") { fesetround(FE_UPWARD) }
        #expect(fegetround() == FE_DOWNWARD)
        #expect(ForeignCalls.underWay != nil)
      }
      #expect(Seen() == before)
      #expect(Set(calls.changes) == ["inner changed the rounding mode", "outer changed the rounding mode"])
    }
  }
#endif
