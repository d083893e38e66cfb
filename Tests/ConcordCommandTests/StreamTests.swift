import ConcordTestSupport
import Foundation
import Testing

/// What becomes of outputs that are no plain files, and of standard output where it does not take what is printed.
@Suite("Streams", .timeLimit(.minutes(3)))
struct StreamTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let train = "$concord train --steps 1 --batch-size 8"

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder.path(name))), as: UTF8.self)
  }

  @Test("a report goes into a device, a named pipe, the shell's >(…) and standard output as into a file")
  func reports() throws {
    let shell = try Shell(
      """
      set -e
      \(Self.train) --report /dev/null
      mkfifo pipe; cat pipe > from-pipe & \(Self.train) --report pipe; wait $!
      cat pipe > picture & $concord memory --plot pipe; wait $!; grep -q '</svg>' picture
      \(Self.train) --report >(cat > from-shell); sleep 0.2
      \(Self.train) --report /dev/stdout > from-output
      test -c /dev/null && test -p pipe
      """, in: folder)
    #expect(shell.status == 0, "\(shell.output)")
    for name in ["from-pipe", "from-shell"] {
      let object = try JSONSerialization.jsonObject(with: Data(text(name).utf8)) as? [String: Any]
      #expect(object?["steps"] as? Int == 1, "\(name)")
    }
    let output = try text("from-output")
    #expect(output.contains("\"steps\" : 1") && output.contains("parameters SHA-256: "), "one after the other, both whole")
  }

  @Test("parameters keep the mode of the file and the link that they are saved to")
  func links() throws {
    let shell = try Shell(
      """
      touch real; chmod 600 real; ln -s real latest
      \(Self.train) --save latest && test -L latest && stat -c %a real
      """, in: folder)
    #expect(shell.status == 0, "\(shell.output)")
    #expect(shell.output.hasSuffix("600\n"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("real"))).count > 38_440)
  }

  @Test("two outputs that are one file are refused before training, whatever they are called")
  func collisions() throws {
    try Concord("train", "--save", "x", "--report", "x", in: folder).expectRefusal("'x' and 'x' are one file")
    try Concord("train", "--save", "x", "--report", "./x", in: folder).expectRefusal("are one file")
    try Concord("train", "--run", "r", "--report", "r/report.json", in: folder).expectRefusal("are one file")
    try Concord("bench", "--json", "x.json", "--trace", "./x.json", in: folder).expectRefusal("are one file")
    symlink("target", folder.path("link"))
    try Concord("train", "--save", "target", "--report", "link", in: folder).expectRefusal("are one file")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["link"])
  }

  @Test(
    "what is printed and does not arrive is another status, for every command",
    arguments: [
      "--help", "--version", "help train", "train --steps 1 --batch-size 8 --json", "summary", "memory", "data list", "devices",
      "fit --help",
      "data show digits", "conformance --list", "help conformance",
    ])
  func standardOutput(_ words: String) throws {
    let full = try Shell("$concord \(words) > /dev/full", in: folder)
    #expect(full.status != 0, "\(full.output)")
    #expect(full.output.contains("Error: standard output cannot be written (no space left on the disk)"), "\(full.output)")
    let closed = try Shell("$concord \(words) >&-", in: folder)
    #expect(closed.status != 0)
    #expect(closed.output.contains("Error: standard output cannot be written (it is closed)"), "\(closed.output)")
    #expect(try Shell("$concord \(words) > /dev/null", in: folder).status == 0)
  }

  @Test("a reader that goes early is no reason to lose what is saved")
  func pipes() throws {
    let shell = try Shell("\(Self.train) --save p --json 2>&1 | true; test -s p && echo saved ${PIPESTATUS[0]}", in: folder)
    #expect(shell.output.contains("saved"), "\(shell.output)")
  }

  @Test("with closed streams nothing is printed into a file of the run")
  func closedStreams() throws {
    let shell = try Shell("\(Self.train) --save p --report r <&- >&- 2>&-; echo $?", in: folder)
    #expect(shell.output == "1\n")
    let report = try JSONSerialization.jsonObject(with: Data(text("r").utf8)) as? [String: Any]
    #expect(report?["steps"] as? Int == 1)
  }

  @Test("of two trainings with one folder, one has it and the other is refused before it trains")
  func twoRuns() throws {
    for _ in 0..<3 {
      let shell = try Shell(
        """
        \(Self.train) --run r 2> one & first=$!; \(Self.train) --run r 2> two & second=$!
        wait $first; a=$?; wait $second; echo $a $?; ls -A r; rm -r r
        """, in: folder)
      let lines = shell.output.split(separator: "\n").map(String.init)
      #expect(["0 1", "1 0"].contains { lines.contains($0) }, "\(shell.output)")
      #expect(lines.suffix(3) == ["parameters.safetensors", "report.html", "report.json"], "\(shell.output)")
      let complaint = try text(lines.contains("0 1") ? "two" : "one")
      #expect(complaint.contains("is being written by another process") || complaint.contains("holds a run already"))
    }
  }

  @Test(
    "a training that is killed leaves its folder free for who goes on with it, and for nobody else",
    arguments: ["KILL", "INT", "TERM"])
  func killed(_ signal: String) throws {
    let shell = try Shell(
      """
      set -m
      $concord train --epochs 100000 --run r --save p --report q > log 2>&1 & training=$!
      until [ -e r/checkpoints/last.safetensors ]; do sleep 0.05; done
      kill -\(signal) $training; wait $training 2> /dev/null
      ls -A . | grep -v log; \(Self.train) --run r 2>&1 | grep -c "holds a run already; to go on with it: .* --resume r"
      $concord train --resume r --steps 1 > /dev/null 2>&1; echo status $?; ls -A r
      """, in: folder)
    let lines = shell.output.split(separator: "\n")
    #expect(lines.prefix(3) == ["r", "1", "status 0"], "\(shell.output)")
    #expect(lines.suffix(3) == ["parameters.safetensors", "report.html", "report.json"], "\(shell.output)")
  }

  @Test("SIGQUIT, which is Ctrl-\\ on a terminal, ends a training at once")
  func quit() throws {
    let shell = try Shell(
      """
      set -m; ulimit -c 0
      $concord train --epochs 100000 2> log & training=$!
      until grep -q optimizer log; do sleep 0.05; done
      kill -QUIT $training; SECONDS=0; wait $training 2> /dev/null; echo $? $((SECONDS < 3))
      """, in: folder)
    #expect(shell.output.hasSuffix("131 1\n"), "\(shell.output)")
  }

  @Test("a disk that is too full is told before training, and the old file stays")
  func room() throws {
    let shell = try Shell(
      """
      echo old > p
      (ulimit -f 8; \(Self.train) --save p); echo $?; cat p; ls -A
      (ulimit -f 8; \(Self.train) --run r); echo $?; ls -A
      """, in: folder)
    let lines = shell.output.split(separator: "\n").map(String.init)
    #expect(
      lines.filter { $0.contains("Error: 'p': cannot be written (it would be larger than files may be)") }.count == 1,
      "\(lines)")
    #expect(
      lines.filter { $0.contains("parameters.safetensors': cannot be written (it would be larger") }.count == 1, "\(lines)")
    #expect(!shell.output.contains("epoch 1/"))
    #expect(lines.filter { $0 == "old" || $0 == "p" || $0 == "1" } == ["1", "old", "p", "1", "p"], "\(lines)")
  }

  @Test("a training that diverges ends with one line and another status, and keeps nothing but a run's last good checkpoint")
  func diverged() throws {
    let run = try Concord(
      "train", "--optimizer", "sgd", "--lr", "1e30", "--epochs", "1", "--save", "p", "--report", "r", "--run", "d", "--json",
      in: folder)
    #expect(run.status != 0 && run.output.isEmpty)
    #expect(run.errorLines.count == 1 && run.errorLines[0].contains("the training diverged"), "\(run.errors)")
    #expect(run.errorLines.first?.hasSuffix("; the run's last checkpoint is of step 0") == true, "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["d"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("d/checkpoints")).sorted()
        == ["last.safetensors", "step-000000000.safetensors"])
  }
}
