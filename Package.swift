// swift-tools-version: 6.2
// The architecture, a line per target. Arrows point down only: C libraries <- layers <- slices <- WattsUp.
import PackageDescription

let package = Package(
  name: "WattsUp",
  products: [
    .executable(name: "watts-up", targets: ["WattsUp"]),
    .executable(name: "benchmarks", targets: ["Benchmarks"]),
  ],
  targets: [
    // The technologies below us: a module map and a shim each.
    cLibrary("CLinux"),  // epoll, eventfd
    cLibrary("CLibpq", pkgConfig: "libpq"),
    cLibrary("CMicrohttpd", pkgConfig: "libmicrohttpd"),
    cLibrary("CWslay"),
    cLibrary("COpenSSL", pkgConfig: "libcrypto"),
    cLibrary("CArgon2", pkgConfig: "libargon2"),
    cLibrary("CZlib", pkgConfig: "zlib"),

    // The layers: where another technology begins. They know no charging station.
    layer("Ground", over: ["CLinux"]),  // instants, ids, log, the loop, worker threads
    layer("HTTP", over: ["Ground", "CMicrohttpd", "CWslay", "COpenSSL", "CZlib", "CLinux"]),
    layer("Postgres", over: ["Ground", "CLibpq", "CLinux", "COpenSSL"]),
    layer("Secrets", over: ["Ground", "CArgon2", "COpenSSL"]),

    // The root: settings, the list of features, the command line.
    .executableTarget(
      name: "WattsUp", dependencies: ["Ground", "HTTP", "Postgres", "Secrets"], swiftSettings: strict()),

    // The tests, one target per target above.
    .target(
      name: "TestSupport", dependencies: ["Ground", "HTTP", "Postgres", "Secrets", "CLibpq"], path: "Tests/TestSupport",
      swiftSettings: strict()),
    .executableTarget(
      name: "Benchmarks", dependencies: ["Ground", "HTTP", "Postgres"], path: "Tests/Benchmarks",
      swiftSettings: strict()),
    tests("Ground"), tests("HTTP"), tests("Postgres"), tests("Secrets"), tests("WattsUp"),
  ],
  swiftLanguageModes: [.v6]
)

func strict() -> [SwiftSetting] {
  [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ]
}

func cLibrary(_ name: String, pkgConfig: String? = nil) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig)
}

func layer(_ name: String, over below: [String]) -> Target {
  .target(name: name, dependencies: below.map { .init(stringLiteral: $0) }, swiftSettings: strict())
}

func tests(_ name: String) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: Set([name, "TestSupport", "Ground", "HTTP", "Postgres", "Secrets", "CLibpq"]).sorted().map {
      .init(stringLiteral: $0)
    },
    swiftSettings: strict())
}
