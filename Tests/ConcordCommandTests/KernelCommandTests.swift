import ConcordTestSupport
import Foundation
import Testing

@Suite("concord kernel")
struct KernelCommandTests {
  @Test("a new kernel is two files, which are never overwritten, and its cases are listed without a device")
  func new() throws {
    let folder = try TemporaryFolder()
    let first = try Concord("kernel", "new", "matmul", "--folder", folder.path(""))
    #expect(first.status == 0 && first.output.contains("concord kernel check"), "\(first.errors)")
    #expect(FileManager.default.fileExists(atPath: folder.path("matmul.cl")))
    let second = try Concord("kernel", "new", "matmul", "--folder", folder.path(""))
    #expect(second.status != 0 && second.errors.contains("is there already"), "\(second.errors)")
    let list = try Concord("kernel", "check", folder.path("matmul.json"), "--list")
    #expect(list.status == 0 && list.output.contains("matmul[m=13,n=33,k=65,a=mk,b=kn,with=plain,values=normal]"))
  }

  @Test("mistakes are one line and the exit status 2")
  func mistakes() throws {
    let folder = try TemporaryFolder()
    try Data("{".utf8).write(to: URL(fileURLWithPath: folder.path("broken.json")))
    let example = CCompiler.root.appendingPathComponent("Examples/kernels/matmul_naive.json").path
    for (words, reason) in [
      (["check", folder.path("nowhere.json")], "nowhere.json"), (["check", folder.path("broken.json")], "broken.json"),
      (["check", example, "--filter", "sgd"], "--filter"), (["check", example, "--ulp", "-1", "--list"], "--ulp"),
      (["check", example, "--rerun-failed", folder.path("nowhere.json")], "--rerun-failed"),
      (["new", "frobnicate"], "there are: add"),
      (["new", "adam"], "no kernel of 'adam' to start from"), (["check", example, "--option", "x"], "--option"),
      (["check", example, "--backend", folder.path("nowhere.so")], "--backend"),
    ] {
      let run = try Concord(arguments: ["kernel"] + words)
      let expected: Int32 = words[0] == "new" ? 1 : 2
      #expect(run.status == expected, "\(words): \(run.status)")
      #expect(run.errors.hasPrefix("Error: ") && run.errors.contains(reason), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }

  @Test("on a backend that serves no kernels of a program's own nothing counts as passed")
  func unsupported() throws {
    let example = CCompiler.root.appendingPathComponent("Examples/kernels/matmul_naive.json").path
    let run = try Concord("kernel", "check", example, "--backend", "reference", "--filter", "matmul[m=1,*")
    #expect(run.status == 1 && run.output.contains("not served"), "\(run.output)\(run.errors)")
  }

  @Test("the page of the operations is what the command says")
  func page() throws {
    let run = try Concord("op", "all", "--describe")
    let page = try String(contentsOf: CCompiler.root.appendingPathComponent("docs/operations.md"), encoding: .utf8)
    #expect(run.output == page, "write docs/operations.md anew: concord op all --describe >docs/operations.md")
    let one = try Concord("op", "matmul", "--describe")
    #expect(page.contains(one.output.dropLast()))
    let missing = try Concord("op", "matmul")
    #expect(missing.status != 0 && missing.errors.contains("--inputs"))
  }
}
