/// What a user writes to choose a backend and a device: `reference`, `opencl`, `opencl:1`, `opencl:portable`, `./libMine.so:0`.
public struct BackendSpecifier: Sendable, Equatable {
  /// Which plugin is meant.
  public enum Library: Sendable, Equatable {
    /// A plugin of this name, looked for in the folders of plugins.
    case name(String)
    /// A library at this path.
    case path(String)
  }

  /// Which of the plugin's devices is meant.
  public enum DeviceChoice: Sendable, Equatable {
    /// The first that conforms.
    case any
    /// The one of this number, counted from 0.
    case number(Int)
    /// A part of the platform's or the device's name.
    case text(String)
  }

  /// Which plugin is meant.
  public let library: Library
  /// Which of its devices is meant.
  public let device: DeviceChoice

  /// Reads what `--backend` takes, such as `reference`, `opencl:1` or `path/to/lib.so:0`.
  public init(_ text: String) {
    var library = text[...]
    var device = DeviceChoice.any
    // The last colon separates, unless a slash follows: then it belongs to the path.
    if let colon = text.lastIndex(of: ":"), !text[colon...].contains("/") {
      let suffix = String(text[text.index(after: colon)...])
      library = text[..<colon]
      if let number = Int(suffix), number >= 0 {
        device = .number(number)
      } else if !suffix.isEmpty {
        device = .text(suffix)
      }
    }
    let isPath = library.contains("/") || library.hasSuffix(".so")
    self.library = isPath ? .path(String(library)) : .name(String(library))
    self.device = device
  }
}
