import ConcordTestSupport
import Foundation
import Testing

@Suite("Bad arguments")
struct BadArgumentTests {
  @Test("an unknown name is refused with the names that there are")
  func names() throws {
    try Concord("train", "--model", "vgg").expectRefusal("'vgg'", "mlp")
    try Concord("train", "--dataset", "imagenet").expectRefusal("'imagenet'", "digits, mnist, cifar10")
    try Concord("train", "--optimizer", "lion").expectRefusal("'lion'", "adagrad, adam, adamw, rmsprop, sgd")
    try Concord("train", "--schedule", "magic").expectRefusal("'magic'", "constant, step, cosine")
    try Concord("train", "--lr-scaling", "magic").expectRefusal("'magic'", "none, linear")
    try Concord("train", "--loss", "hinge").expectRefusal("'hinge'", "cross-entropy, mse, bce")
    try Concord("memory", "--loss", "hinge").expectRefusal("'hinge'", "cross-entropy, mse, bce")
    try Concord("train", "--plan", "magic").expectRefusal("'magic'", "retain, reuse, checkpoint")
    try Concord("memory", "--plan", "magic").expectRefusal("'magic'", "retain, reuse, checkpoint")
    try Concord("memory", "--activation-budget", "1000").expectRefusal("plan checkpoint")
    try Concord("memory", "--plan", "checkpoint", "--activation-budget", "0").expectRefusal("less than one byte", "512MiB")
    for (size, why) in [("-1MiB", "negative"), ("99999999999TiB", "largest size"), ("little", "no number")] {
      try Concord("train", "--plan", "checkpoint", "--activation-budget", size).expectRefusal("'\(size)'", why)
    }
    try Concord("memory", "--plan", "checkpoint", "--activation-budget", "9").expectRefusal("at least", "budget of 9")
    try Concord("train", "--backend", "cuda").expectRefusal("'cuda'", "reference", "CONCORD_PLUGIN_PATH")
    try Concord("train", "--backend", "reference:7").expectRefusal("'reference:7'", "0: Swift reference")
    try Concord("memory", "--model", "vgg").expectRefusal("'vgg'", "mlp")
    try Concord("memory", "--optimizer", "lion").expectRefusal("'lion'")
    try Concord("summary", "--dataset", "imagenet").expectRefusal("'imagenet'")
  }

  @Test(
    "a number out of its range is refused with the range",
    arguments: [
      ("--batch-size", "0", "between 1 and"), ("--batch-size", "1439", "between 1 and the data set's 1438"),
      ("--batch-size", "-3", "between 1 and"), ("--micro-batch", "65", "1 to 64"), ("--micro-batch", "0", "between 1 and"),
      ("--micro-batch", "-1", "between 1 and"), ("--steps", "0", "between 1 and"), ("--steps", "-1", "between 1 and"),
      ("--epochs", "0", "between 1 and"), ("--epochs", "-2", "between 1 and"),
      ("--epochs", "99999999999", "between 1 and"), ("--lr", "nan", "finite"), ("--lr", "inf", "finite"),
      ("--lr", "-0.1", "at least 0"), ("--lr", "1e300", "finite"),
      ("--momentum", "1.1", "between 0 and 1"), ("--momentum", "nan", "between 0 and 1"),
      ("--momentum", "0.9", "optimizer sgd"),
      ("--weight-decay", "-1", "at least 0"), ("--weight-decay", "inf", "finite"), ("--clip-norm", "0", "above 0"),
      ("--clip-norm", "-1", "above 0"), ("--clip-norm", "nan", "above 0"), ("--schedule-epochs", "3", "constant"),
      ("--schedule-gamma", "0.1", "only the schedule step"), ("--warmup-steps", "-1", "between 0 and"),
      ("--base-batch", "128", "--lr-scaling linear"), ("--base-batch", "0", "between 1 and"),
      ("--lr", "1e-400", "so small that it would be 0"),
      ("--lr", "1e-60", "so small that it would be 0"), ("--lr", "0x1p-2000", "so small"), ("--lr", "1e400", "finite"),
      ("--width", "0", "between 1 and"), ("--width", "9223372036854775807", "between 1 and"),
      ("--crop-padding", "9223372036854775807", "between 0 and"), ("--memory-limit", "9223372036854775807", "largest size"),
      ("--seed", "-1", "between 0 and 18446744073709551615"), ("--mean", "nan", "finite numbers"), ("--std", "-1", "above 0"),
      ("--backend", "", "reference, opencl"), ("--report", "", "is empty"), ("--data-dir", "", "is empty"),
    ])
  func ranges(_ flag: String, _ value: String, _ part: String) throws {
    try Concord("train", "--dataset", "digits", flag, value).expectRefusal(flag, part)
  }

  @Test("numbers that are 0, or nearly the largest, are taken", arguments: [("--lr", "0"), ("--lr", "0e-999"), ("--lr", "-0")])
  func zeros(_ flag: String, _ value: String) throws {
    #expect(try Concord("train", "--steps", "1", flag, value).status == 0)
    #expect(try Concord("train", "--steps", "1", "--seed", "18446744073709551615").status == 0)
  }

  @Test(
    "what is no number is refused with the flag and the value",
    arguments: [
      ("--batch-size", "many"), ("--batch-size", "1.5"), ("--steps", "1e3"), ("--lr", "fast"), ("--seed", "-1"),
      ("--seed", "1.0"),
      ("--epochs", "99999999999999999999"), ("--epochs", "٣"), ("--epochs", ""), ("--epochs", " 1"),
    ])
  func noNumber(_ flag: String, _ value: String) throws {
    let run = try Concord("train", flag, value)
    run.expectRefusal(flag)
    #expect(run.status == 64, "EX_USAGE of sysexits.h")
  }

  @Test("flags that do not go together are refused with what to do")
  func combinations() throws {
    try Concord("train", "--nesterov").expectRefusal("optimizer sgd")
    try Concord("train", "--optimizer", "sgd", "--nesterov").expectRefusal("--momentum", "0.9")
    try Concord("train", "--schedule", "cosine", "--schedule-gamma", "0.1").expectRefusal("only the schedule step")
    try Concord("train", "--schedule", "step", "--schedule-gamma", "-1").expectRefusal("gamma", "at least 0")
    try Concord("train", "--schedule", "step", "--schedule-epochs", "0").expectRefusal("between 1 and")
    try Concord("train", "--lr-scaling", "linear", "--lr", "1e38", "--batch-size", "1024").expectRefusal("learning rate")
    try Concord("memory", "--optimizer", "rmsprop", "--momentum", "0.9").expectRefusal("rmsprop", "optimizer sgd")
    try Concord("memory", "--clip-norm", "0").expectRefusal("above 0")
  }

  @Test("label smoothing is between 0 and 1, and of cross-entropy alone")
  func labelSmoothing() throws {
    for value in ["1.5", "-0.1", "nan"] {
      try Concord("train", "--label-smoothing", value).expectRefusal("--label-smoothing", "between 0 and 1", "'\(value)'")
    }
    try Concord("train", "--loss", "mse", "--label-smoothing", "0.1")
      .expectRefusal("label smoothing belongs to the loss cross-entropy, but the loss is mse")
    try Concord("train", "--label-smoothing", "much").expectRefusal("--label-smoothing")
  }

  @Test("memory and summary hold their numbers to bounds too")
  func otherCommands() throws {
    try Concord("memory", "--batch-size", "0").expectRefusal("between 1 and")
    try Concord("memory", "--batch-size", "99999999999999").expectRefusal("between 1 and")
    try Concord("memory", "--batch-size", "8", "--micro-batch", "9").expectRefusal("between 1 and the batch size of 8")
    try Concord("summary", "--batch-size", "0").expectRefusal("between 1 and")
  }

  @Test("an unknown flag is refused with where to read on, an unknown command with those that there are, whatever follows it")
  func unknown() throws {
    try Concord("train", "--frobnicate").expectRefusal("'--frobnicate'", "concord train --help")
    try Concord("train", "--optimiser", "sgd").expectRefusal("'--optimiser'", "--optimizer")
    try Concord("data", "show", "digits", "again").expectRefusal("'again'", "concord data show --help")
    try Concord("data", "show").expectRefusal("<name>", "concord data show --help")
    try Concord("fly").expectRefusal("'concord' has no command 'fly'", "devices, train, lr-find, evaluate")
    try Concord("infer", "--run", "r").expectRefusal("no command 'infer'", "evaluate")
    try Concord("help", "infer").expectRefusal("no command 'infer'")
    try Concord("data", "predict", "--json").expectRefusal("'concord data' has no command 'predict'", "list, show, download")
    for words in [["help"], ["--help"], ["help", "train"], ["data"], [], ["help", "data", "show"]] {
      let run = try Concord(arguments: words)
      #expect(run.status == 0 && run.errors.isEmpty && run.output.contains("USAGE: concord"), "\(words): \(run.errors)")
    }
    #expect(try Concord("--version").status == 0)
  }

  @Test("a value that begins with a dash is taken by every option for numbers; others say how to give one")
  func dashes() throws {
    try Concord("train", "--report", "-x").expectRefusal("'--report <file>'", "--report=VALUE")
    try Concord("train", "--lr").expectRefusal("'--lr <rate>'")
    let help = try Concord("--experimental-dump-help").output
    let tree = try #require(try JSONSerialization.jsonObject(with: Data(help.utf8)) as? [String: Any])
    var seen = 0
    func visit(_ command: [String: Any], _ path: [String]) throws {
      for child in command["subcommands"] as? [[String: Any]] ?? [] {
        try visit(child, path + [child["commandName"] as? String ?? ""])
      }
      for argument in command["arguments"] as? [[String: Any]] ?? [] where argument["kind"] as? String == "option" {
        let valueName = argument["valueName"] as? String ?? ""
        guard ["n", "rate", "share", "factor", "norm", "seconds", "size", "numbers", "value"].contains(valueName) else {
          continue
        }
        let name = "--" + ((argument["preferredName"] as? [String: Any])?["name"] as? String ?? "")
        seen += 1
        let errors = try Concord(arguments: path + [name, "-1"]).errors
        #expect(!errors.contains("Missing value") && !errors.contains("Unknown option"), "\(path) \(name): \(errors)")
      }
    }
    try visit(try #require(tree["command"] as? [String: Any]), [])
    #expect(seen > 30)
  }

  @Test(
    "an argument or a variable that is not UTF-8 is refused with its bytes, and nothing else is looked for in its place",
    arguments: [
      ("exec \"$0\" train --init \"$(printf 'caf\\351.safetensors')\"", "argument 3, 'caf\\xe9.safetensors', is not UTF-8"),
      ("CONCORD_DATA_DIR=\"$(printf 'caf\\351')\" exec \"$0\" data list", "CONCORD_DATA_DIR, 'caf\\xe9', is not UTF-8"),
    ])
  func encoding(_ command: String, _ problem: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command, try #require(Concord.path)]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(text.hasPrefix("Error: \(problem)"), "\(text)")
  }

  @Test("a file whose name promises another format than what is written is refused")
  func formats() throws {
    try Concord("memory", "--plot", "x.png").expectRefusal("--plot", "SVG")
    try Concord("train", "--save", "x.pt").expectRefusal("--save", "safetensors")
    try Concord("train", "--report", "x.html").expectRefusal("--report", "JSON")
    try Concord("bench", "--trace", "x.svg").expectRefusal("--trace", "JSON")
    try Concord("conformance", "--backend", "reference", "--junit", "x.json").expectRefusal("--junit", "JUnit's XML")
    let folder = try TemporaryFolder()
    for name in ["x.SVG", "x", "x.v2"] {
      #expect(try Concord("memory", "--plot", name, in: folder).status == 0)
      #expect(try String(contentsOfFile: folder.path(name), encoding: .utf8).hasPrefix("<svg"))
    }
  }

  @Test("fewer training images than the usual batch are one batch, which is said; where a number was asked for it is kept")
  func fewImages() throws {
    let pictures = try PictureFolder(count: 10)
    let run = try Concord("train", "--dataset", pictures.path, "--steps", "1", "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("batch size: 16, all training images"))
    #expect(run.output.contains("\"batchSize\" : 16"))
    #expect(try Concord("memory", "--dataset", pictures.path).output.contains("micro-batches of 16"))
    try Concord("train", "--dataset", pictures.path, "--batch-size", "64").expectRefusal("--batch-size", "16 training images")
    #expect(!(try Concord("train", "--steps", "1").errors.contains("batch size:")))
  }
}
