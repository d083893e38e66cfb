#if canImport(Glibc) && arch(x86_64)
  import Glibc

  /// Arithmetic as a carelessly built library would leave it behind, for the time of a call on this thread.
  ///
  /// The bits are those of MXCSR: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, 10.2.3.
  public enum FloatingPointMode {
    /// Takes and gives zero for denormal numbers, as `-ffast-math` sets it at load time.
    public static func flushingDenormals<Result>(_ body: () throws -> Result) rethrows -> Result {
      try setting(1 << 15 | 1 << 6, body)
    }

    /// Rounds towards +infinity.
    public static func roundingUp<Result>(_ body: () throws -> Result) rethrows -> Result {
      try setting(1 << 14, body)
    }

    private static func setting<Result>(_ bits: UInt32, _ body: () throws -> Result) rethrows -> Result {
      var before = fenv_t()
      fegetenv(&before)
      defer { fesetenv(&before) }
      var changed = before
      changed.__mxcsr |= bits
      fesetenv(&changed)
      return try body()
    }
  }
#endif
