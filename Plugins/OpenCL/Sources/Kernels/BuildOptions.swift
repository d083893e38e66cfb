/// What kernels are compiled with. Never an option that relaxes the arithmetic.
struct BuildOptions {
  /// Division and square root are the device's own, which it is asked to round correctly.
  var usesBuiltinDivision: Bool
  /// `fma` is computed in integers (`Kernels/exact.cl`).
  var usesSoftwareFMA: Bool
  /// Floats in a register.
  var vectorWidth: Int
  /// ``DeviceTraits/smallestSubGroup``.
  var smallestSubGroup: Int?
  /// Work-items of a group that goes through a row, with the kernels of GPUs; nil: those of processors (`Kernels/forms.cl`).
  var rowGroup: Int?

  /// No warnings (`-w`): some drivers print them to the standard error.
  ///
  /// - Parameter tile: The macros of the tile; nil: the family's own.
  func text(_ family: KernelFamily, tile: [String]? = nil) -> String {
    let division =
      usesBuiltinDivision
      ? ["-cl-fp32-correctly-rounded-divide-sqrt", "-DCONCORD_BUILTIN_DIVIDE", "-DCONCORD_BUILTIN_SQRT"] : []
    let fma = usesSoftwareFMA ? ["-DCONCORD_SOFTWARE_FMA"] : []
    let subGroup = smallestSubGroup.map { family.wantsSmallSubGroups ? ["-DSUB_GROUP=\($0)"] : [] } ?? []
    let form = rowGroup.map { ["-DCONCORD_GROUP=\($0)"] } ?? []
    let tile = tile ?? family.tileOptions(vectorWidth: vectorWidth)
    return (["-cl-std=CL1.2", "-w"] + division + fma + subGroup + form + tile).joined(separator: " ")
  }
}
