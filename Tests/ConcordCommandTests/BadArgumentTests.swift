import ConcordTestSupport
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
      ("--batch-size", "0", "1 to 1438"), ("--batch-size", "1439", "1 to 1438"), ("--batch-size", "-3", "1 to 1438"),
      ("--micro-batch", "65", "1 to 64"), ("--micro-batch", "0", "1 to 64"), ("--micro-batch", "-1", "1 to 64"),
      ("--steps", "0", "at least 1"),
      ("--steps", "-1", "at least 1"), ("--epochs", "0", "between 1 and"), ("--epochs", "-2", "between 1 and"),
      ("--epochs", "99999999999", "between 1 and"), ("--lr", "nan", "finite"), ("--lr", "inf", "finite"),
      ("--lr", "-0.1", "at least 0"), ("--lr", "1e300", "finite"),
      ("--momentum", "1.1", "between 0 and 1"), ("--momentum", "nan", "between 0 and 1"),
      ("--momentum", "0.9", "optimizer sgd"),
      ("--weight-decay", "-1", "at least 0"), ("--weight-decay", "inf", "finite"), ("--clip-norm", "0", "above 0"),
      ("--clip-norm", "-1", "above 0"), ("--clip-norm", "nan", "above 0"), ("--schedule-epochs", "3", "constant"),
      ("--schedule-gamma", "0.1", "only the schedule step"), ("--warmup-steps", "-1", "between 0 and"),
      ("--base-batch", "128", "--lr-scaling linear"), ("--base-batch", "0", "between 1 and"),
    ])
  func ranges(_ flag: String, _ value: String, _ part: String) throws {
    try Concord("train", "--dataset", "digits", flag, value).expectRefusal(part)
  }

  @Test(
    "what is no number is refused with the flag and the value",
    arguments: [
      ("--batch-size", "many"), ("--batch-size", "1.5"), ("--steps", "1e3"), ("--lr", "fast"), ("--seed", "-1"),
      ("--epochs", "99999999999999999999"),
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
      try Concord("train", "--label-smoothing", value).expectRefusal("label smoothing must be between 0 and 1, but is \(value)")
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

  @Test("an unknown flag or command is refused")
  func unknown() throws {
    try Concord("train", "--frobnicate").expectRefusal("--frobnicate")
    try Concord("fly").expectRefusal("fly")
  }
}
