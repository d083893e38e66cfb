// swift-tools-version: 6.2
import PackageDescription

// One room per target; arrows point one way (docs/architecture.md). The host never links OpenCL: backends are shared
// libraries that it loads at run time.

let package = Package(
  name: "Concord",
  products: [
    .library(name: "Concord", targets: ["Concord"]),
    .executable(name: "concord", targets: ["ConcordCommand"]),
    .library(name: "ConcordOpenCL", type: .dynamic, targets: ["ConcordOpenCL"]),
    .executable(name: "concord-opencl-compiler", targets: ["ConcordOpenCLCompiler"]),
    .library(name: "ConcordReference", type: .dynamic, targets: ["ConcordReferencePlugin"]),
    .library(name: "ConcordTemplate", type: .dynamic, targets: ["ConcordTemplate"]),
    .library(name: "ConcordThreads", type: .dynamic, targets: ["ConcordThreads"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // Files and folders, as every room asks for them.
    .target(name: "ConcordFiles"),

    // The contract between host and plugins.
    .target(name: "ConcordABI"),
    .target(name: "CForeign"),
    .target(name: "CProcess"),
    .target(name: "ConcordKit", dependencies: ["ConcordABI", "ConcordFiles", "CForeign"]),

    // What Concord computes, and how.
    .target(name: "ConcordNumerics"),
    .target(name: "ConcordReference", dependencies: ["ConcordKit", "ConcordNumerics"]),
    .target(name: "ConcordGraph", dependencies: ["ConcordKit"]),
    .target(name: "ConcordNN", dependencies: ["ConcordFiles", "ConcordGraph", "ConcordNumerics"]),
    .target(name: "ConcordMemory", dependencies: ["ConcordFiles", "ConcordNN"]),

    // Around it: data, training, the command.
    .target(name: "ConcordDigest", dependencies: ["COpenSSL"]),
    .target(
      name: "ConcordData",
      dependencies: [
        "ConcordFiles", "ConcordKit", "ConcordNumerics", "ConcordDigest", "CDigits", "CTurboJPEG", "CZlib",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .target(name: "CDigits", exclude: ["digits.bin"]),
    // What a run leaves for people and for other programs; it knows nothing of sessions.
    .target(name: "ConcordRuns", dependencies: ["ConcordFiles", "ConcordMemory", "CZlib"]),
    .target(
      name: "ConcordTraining",
      dependencies: [
        "ConcordFiles", "ConcordKit", "ConcordNumerics", "ConcordReference", "ConcordGraph", "ConcordNN", "ConcordMemory",
        "ConcordData", "ConcordDigest", "ConcordRuns",
      ]),
    // ONNX files, read as models and written of them.
    .target(
      name: "ConcordONNX",
      dependencies: [
        "ConcordFiles", "ConcordKit", "ConcordGraph", "ConcordNN", "ConcordTraining",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["Format/onnx.proto"]),
    .target(name: "COperationTexts"),
    .target(
      name: "ConcordConformance",
      dependencies: [
        "COperationTexts", "ConcordFiles", "ConcordKit", "ConcordReference", "ConcordGraph", "ConcordNN", "ConcordMemory",
        "ConcordTraining",
      ]),
    .target(
      name: "Concord",
      dependencies: [
        "ConcordFiles", "ConcordKit", "ConcordNumerics", "ConcordReference", "ConcordGraph", "ConcordNN", "ConcordMemory",
        "ConcordData", "ConcordONNX", "ConcordRuns", "ConcordTraining",
      ]),
    .executableTarget(
      name: "ConcordCommand",
      dependencies: [
        "CProcess", "Concord", "ConcordConformance", "ConcordDigest", "ConcordFiles", "ConcordONNX",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),

    // Backends as shared libraries.
    .target(name: "ConcordKernels", path: "Kernels", sources: ["embed.c"]),
    .target(
      name: "ConcordOpenCL",
      dependencies: ["ConcordFiles", "ConcordKit", "ConcordNumerics", "ConcordDigest", "ConcordKernels", "COpenCL"],
      path: "Plugins/OpenCL/Sources"),
    .executableTarget(name: "ConcordOpenCLCompiler", dependencies: ["ConcordOpenCL"], path: "Plugins/OpenCL/Compiler"),
    .target(
      name: "ConcordReferencePlugin", dependencies: ["ConcordKit", "ConcordReference"], path: "Plugins/Reference"),
    .target(
      name: "ConcordTemplate", dependencies: ["ConcordABI"], path: "Plugins/Template",
      exclude: ["CMakeLists.txt", "Makefile", "README.md"], publicHeadersPath: "."),
    .target(
      name: "ConcordThreads", dependencies: ["ConcordABI"], path: "Plugins/Threads",
      exclude: ["CMakeLists.txt", "Makefile", "README.md"], publicHeadersPath: ".",
      linkerSettings: [.linkedLibrary("m"), .linkedLibrary("pthread")]),

    // Tests, one target per room.
    .target(name: "ConcordTestSupport", path: "Tests/ConcordTestSupport", exclude: ["Fixtures"]),
    .target(
      name: "ConcordMutants", dependencies: ["ConcordKit", "ConcordNumerics", "ConcordReference", "ConcordConformance"],
      path: "Tests/ConcordMutants"),
    .executableTarget(
      name: "ConcordMutationTable", dependencies: ["ConcordConformance", "ConcordMutants"],
      path: "Tests/ConcordMutationTable"),
    .executableTarget(
      name: "ConcordFuzz", dependencies: ["Concord", "ConcordTestSupport"], path: "Tests/ConcordFuzz", exclude: ["Corpus"]),
    .executableTarget(name: "CausalTransformer", dependencies: ["Concord"], path: "Examples/CausalTransformer/Sources"),
    .testTarget(name: "ConcordFuzzTests", dependencies: ["ConcordTestSupport"]),
    .testTarget(
      name: "ConcordConformanceTests",
      dependencies: ["ConcordConformance", "ConcordMutants", "ConcordKit", "ConcordReference", "ConcordTestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(name: "ConcordFilesTests", dependencies: ["ConcordFiles", "ConcordTestSupport"]),
    .testTarget(
      name: "ConcordCompletenessTests",
      dependencies: [
        "Concord", "ConcordConformance", "ConcordMutants", "ConcordOpenCL", "ConcordReference", "ConcordTestSupport",
      ]),
    .testTarget(name: "ConcordNumericsTests", dependencies: ["ConcordNumerics"]),
    .testTarget(
      name: "ConcordKitTests", dependencies: ["ConcordKit", "ConcordABI", "ConcordTestSupport"], exclude: ["Fixtures"]),
    .testTarget(
      name: "ConcordReferenceTests",
      dependencies: ["ConcordReference", "ConcordKit", "ConcordNumerics", "ConcordTestSupport"]),
    .testTarget(
      name: "ConcordOpenCLTests",
      dependencies: [
        "ConcordOpenCL", "ConcordKit", "ConcordReference", "ConcordNumerics", "ConcordNN", "ConcordMemory",
        "ConcordConformance", "ConcordTestSupport",
      ]),
    .testTarget(
      name: "ConcordGraphTests",
      dependencies: ["ConcordConformance", "ConcordGraph", "ConcordKit", "ConcordReference", "ConcordTestSupport"]),
    .testTarget(
      name: "ConcordNNTests",
      dependencies: [
        "ConcordDigest", "ConcordNN", "ConcordGraph", "ConcordKit", "ConcordReference", "ConcordTestSupport",
      ]),
    .testTarget(
      name: "ConcordMemoryTests", dependencies: ["Concord", "ConcordTestSupport"]),
    .testTarget(
      name: "ConcordONNXTests", dependencies: ["Concord", "ConcordONNX", "ConcordTestSupport"], exclude: ["Fixtures"]),
    .testTarget(
      name: "ConcordRunsTests", dependencies: ["ConcordRuns", "ConcordFiles", "CPngOracle", "ConcordTestSupport"]),
    .testTarget(
      name: "ConcordTrainingTests", dependencies: ["Concord", "ConcordTestSupport"]),
    .testTarget(
      name: "ConcordFixtureTests", dependencies: ["Concord", "ConcordTestSupport"], exclude: ["Fixtures"]),
    .testTarget(name: "ConcordCommandTests", dependencies: ["ConcordTestSupport"]),
    .testTarget(
      name: "ConcordDataTests",
      dependencies: ["ConcordData", "ConcordFiles", "ConcordNumerics", "ConcordDigest", "CPngOracle", "CZlib"],
      exclude: ["Fixtures"]),
    .target(name: "CPngOracle", dependencies: ["CPng"], path: "Tests/CPngOracle"),

    // C libraries of the system.
    .systemLibrary(name: "COpenCL", path: "Plugins/OpenCL/COpenCL", pkgConfig: "OpenCL"),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    // Only the tests compare with it.
    .systemLibrary(name: "CPng", path: "Tests/CPng", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
