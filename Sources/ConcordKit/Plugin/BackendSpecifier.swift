/// What a user writes to choose a backend and a device: `reference`, `opencl`, `opencl:1`, `opencl:portable`, `./libMine.so:0`.
public struct BackendSpecifier: Sendable, Equatable {
  public enum Library: Sendable, Equatable {
    case name(String)
    case path(String)
  }

  public enum DeviceChoice: Sendable, Equatable {
    case any
    case number(Int)
    /// A part of the platform's or the device's name.
    case text(String)
  }

  public let library: Library
  public let device: DeviceChoice

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
