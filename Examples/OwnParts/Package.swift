// swift-tools-version: 6.2
import PackageDescription

// A package outside of Concord's own, as a user would write one. Of Concord it takes what `import Concord` gives.

let package = Package(
  name: "OwnParts",
  dependencies: [.package(name: "Concord", path: "../..")],
  targets: [.executableTarget(name: "OwnParts", dependencies: [.product(name: "Concord", package: "Concord")])],
  swiftLanguageModes: [.v6]
)
