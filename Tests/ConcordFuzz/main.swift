import Foundation

// ConcordFuzz --list
// ConcordFuzz TARGET|all [COUNT [SEED]]: tries so many changed inputs; the status says whether one failed.

let arguments = Array(CommandLine.arguments.dropFirst())
let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus")

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("Error: \(message)\n".utf8))
  exit(2)
}

func target(_ name: String) -> FuzzTarget {
  guard let target = (FuzzTarget.all + FuzzTarget.planted).first(where: { $0.name == name }) else {
    fail("no target is called '\(name)'; there are: \(FuzzTarget.all.map(\.name).joined(separator: ", ")), or all")
  }
  return target
}

// A thread of a pool that starts this program may have blocked what ends a worker that takes too long.
var signals = sigset_t()
sigemptyset(&signals)
sigprocmask(SIG_SETMASK, &signals, nil)

switch arguments.first {
case nil: fail("which target? \(FuzzTarget.all.map(\.name).joined(separator: ", ")), or all")
case "--list": print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
case "--worker" where arguments.count == 7:
  guard let first = Int(arguments[2]), let end = Int(arguments[3]), let seed = UInt64(arguments[4]), first <= end else {
    fail("a worker takes numbers")
  }
  let inputs = try Inputs(target(arguments[1]), seed: seed, corpus: URL(fileURLWithPath: arguments[5]))
  try Worker(inputs: inputs, folder: URL(fileURLWithPath: arguments[6])).run(first..<end)
case let name?:
  guard let count = arguments.count > 1 ? Int(arguments[1]) : 2000, count > 0 else {
    fail("the number of inputs must be at least 1")
  }
  guard let seed = arguments.count > 2 ? UInt64(arguments[2]) : 1 else { fail("the seed must be a whole number") }
  let failures = FileManager.default.temporaryDirectory.appendingPathComponent("concord-fuzz-failures")
  var failed = 0
  for target in name == "all" ? FuzzTarget.all : [target(name)] {
    let start = ContinuousClock.now
    let (wrong, sound) = try Supervisor(target: target, count: count, seed: seed, corpus: corpus, failures: failures).run()
    failed += wrong
    print(
      "\(target.name): \(count) inputs, \(wrong) failed, \(sound) were sound, \((ContinuousClock.now - start).components.seconds) s"
    )
  }
  exit(failed == 0 ? 0 : 1)
}
