import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordConformance
@testable import ConcordGraph
@testable import ConcordMutants
@testable import ConcordOpenCL
@testable import ConcordReference

/// Each operation of the vocabulary has all its parts; docs/adding-an-operation.md says what each is for.
@Suite("What an operation needs")
struct OperationCompletenessTests {
  /// Operations through which nothing is differentiated, each with the reason. Every other one has a rule in
  /// `Sources/ConcordGraph/Gradients`.
  private static let withoutGradient = [
    "adagrad": "an update", "adam": "an update", "clip_factor": "a part of an update", "momentum": "an update",
    "rmsprop": "an update", "scale": "a part of an update", "sgd": "an update",
    "argmax": "gives indices", "correct_count": "counts", "one_hot": "makes a target of labels",
    "activation_gradient": "a gradient", "avg_pool2d_gradient": "a gradient", "batch_norm_gradient": "a gradient",
    "conv2d_input_gradient": "a gradient", "conv2d_weight_gradient": "a gradient", "embedding_gradient": "a gradient",
    "group_norm_gradient": "a gradient", "log_softmax_gradient": "a gradient", "max_pool2d_gradient": "a gradient",
    "recurrence_gradient": "a gradient", "reduce_gradient": "a gradient", "softmax_gradient": "a gradient",
    "batch_norm_apply": "computes an output of batch_norm again", "batch_norm_inference": "of evaluation alone",
    "batch_sum": "sums gradients and losses",
  ]

  /// What a program names beside the vocabulary, as it brings its definition along.
  private static let besides: Set = ["OwnKernel"]

  @Test("every definition in Sources/ConcordKit/Vocabulary is in Vocabulary.definitions")
  func vocabulary() throws {
    let declared = try SourceFolder.structures(in: "Sources/ConcordKit/Vocabulary", conformingTo: "OperationDefinition")
    let listed = Set(Vocabulary.definitions.map { "\($0)" })
    #expect(declared.subtracting(listed) == Self.besides, "a line each in Vocabulary.definitions")
    #expect(listed.subtracting(declared) == [], "declared elsewhere")
    #expect(listed.count == Vocabulary.definitions.count, "listed twice")
  }

  @Test("it has a meaning, kernels, cases, a definition in words, a mutation, and a gradient or a reason for none")
  func parts() throws {
    let numerics = try SourceFolder.text("docs/numerics.md")
    let mutated = Set(Mutation.all.compactMap(\.operation))
    for definition in Vocabulary.definitions {
      let name = definition.name
      #expect(definition is any ReferenceOperation.Type, "'\(name)' lacks Sources/ConcordReference/Ops/\(definition).swift")
      #expect(definition is any OpenCLOperation.Type, "'\(name)' lacks Plugins/OpenCL/Sources/Ops/\(definition).swift")
      #expect(
        definition is any ConformanceSubject.Type, "'\(name)' lacks Sources/ConcordConformance/Cases/\(definition)+Cases.swift")
      #expect(numerics.contains("`\(name)`"), "'\(name)' lacks a row in docs/numerics.md")
      #expect(mutated.contains(name), "'\(name)' lacks a mutation in Tests/ConcordMutants")
      let hasGradient = definition is any DifferentiableOperation.Type
      #expect(
        hasGradient != (Self.withoutGradient[name] != nil),
        "'\(name)' lacks Sources/ConcordGraph/Gradients/\(definition)+Gradient.swift, or has it and a reason for none")
    }
    let names = Set(Vocabulary.definitions.map { $0.name })
    #expect(Set(Self.withoutGradient.keys).subtracting(names) == [], "no operation has these names")
  }

  @Test("each function of the activations has a definition in words, with its gradient")
  func activations() throws {
    let numerics = try SourceFolder.text("docs/numerics.md")
    for function in ActivationFunction.allCases {
      for operation in ["activation", "activation_gradient"] {
        #expect(
          numerics.split(separator: "\n").contains {
            $0.hasPrefix("| `\(operation)`") && $0.contains("(\(function.rawValue))")
          },
          "'\(function.rawValue)' lacks a row of `\(operation)` in docs/numerics.md")
      }
    }
  }

  @Test("every kernel file is in the library as it stands in Kernels, and every family's files are there")
  func kernels() throws {
    let files = try SourceFolder.names(in: "Kernels", suffix: ".cl")
    #expect(files.count > 40)
    for file in files {
      #expect(
        KernelFamily.embedded(file) == (try SourceFolder.text("Kernels/\(file).cl")),
        "Kernels/\(file).cl is not in Kernels/embed.c as it stands; run scripts/embed-kernels and build")
    }
    let used = Set(KernelFamily.allCases.flatMap(\.files))
    #expect(used.subtracting(files) == [], "no such file in Kernels")
    #expect(Set(files).subtracting(used) == [], "no family of KernelFamily takes these files")
  }
}
