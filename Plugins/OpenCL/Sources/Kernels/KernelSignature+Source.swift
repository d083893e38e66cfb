import ConcordKit
import Synchronization

/// The declarations of kernels, read from their source once a process.
enum KernelSignatures {
  private static let known = Mutex<[KernelFamily: [String: KernelSignature]]>([:])

  /// - Throws: `internal` where the family's source declares no such kernel, or declares it in a way that is not understood.
  static func signature(of name: KernelName) throws(BackendError) -> KernelSignature {
    let signatures = known.withLock { known in
      if let there = known[name.family] { return there }
      let read = read(name.family.declaringSource)
      known[name.family] = read
      return read
    }
    guard let signature = signatures[name.function] else {
      throw BackendError(
        .internal, "planning: no kernel '\(name.function)' is declared in the source of '\(name.family.rawValue)'")
    }
    return signature
  }

  /// Every kernel, with the name of its function, that a source declares in a way that all its option sets share.
  static func read(_ source: String) -> [String: KernelSignature] {
    var signatures: [String: KernelSignature] = [:]
    var contradictory: Set<String> = []
    for declaration in KernelSource(source).declarations {
      guard let parameters = parameters(declaration.list) else { continue }
      let signature = KernelSignature(kernel: declaration.name, parameters: parameters)
      if let other = signatures[declaration.name], other != signature { contradictory.insert(declaration.name) }
      signatures[declaration.name] = signature
    }
    for name in contradictory { signatures[name] = nil }
    return signatures
  }

  /// Nil where a type is none that kernels of Concord have.
  private static func parameters(_ list: String) -> [KernelSignature.Parameter]? {
    var parameters: [KernelSignature.Parameter] = []
    for text in list.split(separator: ",") {
      var words = text.split { $0 == " " || $0 == "\n" || $0 == "*" }.map(String.init)
      words.removeAll { $0 == "restrict" }
      guard let name = words.popLast() else { return nil }
      let isConstant = words.first == "const"
      if isConstant { words.removeFirst() }
      let kind: KernelSignature.Kind
      switch words {
      case ["ulong"]:
        if let last = parameters.last, name == last.name + "_offset", case .memory(let word, let isConstant, _) = last.kind {
          parameters[parameters.count - 1].kind = .memory(word, isConstant: isConstant, hasOffset: true)
          continue
        }
        kind = .ulong
      case ["uint"]: kind = .uint
      case ["int"]: kind = .int
      case ["uint8"]: kind = .uint8
      case ["float"]: kind = .float
      default:
        guard words.count == 2, words[0] == "global", text.contains("*"), let word = KernelSignature.Word(rawValue: words[1])
        else {
          return nil
        }
        kind = .memory(word, isConstant: isConstant, hasOffset: false)
      }
      parameters.append(KernelSignature.Parameter(name: name, kind: kind))
    }
    return parameters
  }
}

extension KernelFamily {
  /// Its source without the files that declare no kernel.
  fileprivate var declaringSource: String {
    files.filter { $0 != "exact" && $0 != "forms" }.compactMap(Self.embedded).joined(separator: "\n")
  }
}
