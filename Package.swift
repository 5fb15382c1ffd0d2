// swift-tools-version: 6.2
// The architecture, a line per target. Arrows point down only: C libraries <- layers <- slices <- WattsUp.
import PackageDescription

let package = Package(
  name: "WattsUp",
  products: [
    .executable(name: "watts-up", targets: ["WattsUp"]),
    .executable(name: "watts-box", targets: ["Box"]),
    .executable(name: "benchmarks", targets: ["Benchmarks"]),
  ],
  targets: [
    // The technologies below us: a module map and a shim each.
    cLibrary("CLinux"),  // epoll, eventfd, flock
    cLibrary("CLibpq", pkgConfig: "libpq"),
    cLibrary("CWslay"),
    cLibrary("COpenSSL", pkgConfig: "libcrypto"),
    cLibrary("CArgon2", pkgConfig: "libargon2"),
    cLibrary("CZlib", pkgConfig: "zlib"),
    cLibrary("CCurl", pkgConfig: "libcurl"),  // mail over SMTP, downloads, addresses
    cLibrary("CCairo"),  // charts as PNG
    cLibrary("CExpat"),  // the sheets of an Excel workbook
    cLibrary("CMosquitto", pkgConfig: "libmosquitto"),  // samples by MQTT
    cLibrary("CSqlite3"),  // what a box at home remembers

    // The layers: where another technology begins. They know no charging station.
    layer("Runtime", over: "CLinux"),  // instants, ids, log, the loop, worker threads
    layer("HTTP", over: "Runtime", "CWslay", "COpenSSL", "CZlib", "CLinux"),
    layer("Postgres", over: "Runtime", "CLibpq", "CLinux", "COpenSSL"),
    layer("Secrets", over: "Runtime", "CArgon2", "COpenSSL"),
    layer("Resources", over: "Runtime", "HTTP", "Postgres"),  // what slices share: pages, bounded fields
    layer("Charts", over: "Runtime", "HTTP", "CCairo"),  // a chart as a value, drawn as SVG and as PNG
    layer("Household", over: "Runtime"),  // a home that does not exist: what its meter would show
    layer("EnedisSandbox", over: "Runtime", "HTTP", "Secrets", "Resources", "Household"),  // Enedis, for trying out

    // The slices: each holds its routes, its rules and its SQL.
    feature("Accounts", uses: "CCurl"),
    feature("Places", uses: "CCurl"),
    feature("Stations", uses: "Accounts"),
    feature("Vehicles", uses: "Accounts", "Stations"),
    feature("Favourites", uses: "Accounts", "Stations"),
    feature("Map", uses: "Stations"),
    feature("Reservations", uses: "Accounts", "Stations", "Vehicles"),
    feature("Charging", uses: "Accounts", "Stations", "Reservations", "Vehicles"),
    feature("Grid", uses: "Accounts", "Charts"),
    feature("Homes", uses: "Accounts", "Charts", "CCurl"),
    feature("Community", uses: "Accounts", "Homes", "Charging"),
    feature("Sites", uses: "Accounts", "Charts"),
    feature("Telemetry", uses: "Accounts", "Sites", "Charts", "CCurl", "CMosquitto"),
    feature(
      "Import", uses: "Accounts", "Grid", "Places", "Stations", "CLinux", "CZlib", "CCurl", "CExpat", path: "Import"),
    feature("Crowd", uses: "Accounts", "Stations", "Vehicles", "Reservations", "Charging"),  // who does not exist

    // The root: settings, the list of features, the command line.
    program(
      "WattsUp",
      uses: "CLinux", "Accounts", "Places", "Stations", "Vehicles", "Favourites", "Map", "Reservations", "Charging",
      "Community", "Crowd", "EnedisSandbox", "Grid", "Homes", "Household", "Import", "Sites", "Telemetry"),

    // The box at home: a program of its own, on a machine of its own.
    .executableTarget(
      name: "Box",
      dependencies: [
        "Runtime", "HTTP", "Charts", "Household", "CLinux", "CSqlite3", "CCurl", "COpenSSL",
      ]),

    // The tests, one target per target above.
    feature("TestSupport", uses: "CLibpq", "CMosquitto", "Accounts", path: "Tests/TestSupport"),
    program(
      "Benchmarks", uses: "Stations", "Map", except: "Peers/fastapi_peer.py", "Peers/express_peer.js",
      path: "Tests/Benchmarks"),
    tests("Runtime"), tests("HTTP"), tests("Postgres"), tests("Secrets"), tests("Accounts"), tests("Places"),
    tests("Import", uses: "Grid", "Stations", except: "ECO2mix/Samples"), tests("Stations", uses: "Accounts"),
    tests("Map", uses: "Accounts", "Stations"),
    tests("Vehicles", uses: "Accounts", "Stations"), tests("Favourites", uses: "Accounts", "Stations"),
    tests("WattsUp", uses: "Homes", "Map", "Telemetry", except: "Snapshots"),
    tests("Reservations", uses: "Accounts", "Stations", "Vehicles"),
    tests("Charging", uses: "Accounts", "Stations", "Reservations", "Vehicles"),
    tests("Crowd", uses: "Accounts", "Stations", "Vehicles", "Reservations", "Charging"),
    tests("Charts", uses: "CCairo", except: "Golden"), tests("Grid", uses: "Accounts", "Charts"),
    tests("Household"), tests("Box", uses: "Household", "COpenSSL"), tests("Sites", uses: "Accounts"),
    tests("Telemetry", uses: "Accounts", "Sites"),
    tests("EnedisSandbox", uses: "Household"), tests("Homes", uses: "Accounts", "Charts", "EnedisSandbox"),
    tests("Community", uses: "Accounts", "Homes"),
  ],
  swiftLanguageModes: [.v6]
)

func layers() -> [String] { ["Runtime", "HTTP", "Postgres", "Secrets", "Resources"] }

func cLibrary(_ name: String, pkgConfig: String? = nil) -> Target { .systemLibrary(name: name, pkgConfig: pkgConfig) }

func layer(_ name: String, over below: String...) -> Target {
  .target(name: name, dependencies: below.map { .init(stringLiteral: $0) })
}

func feature(_ name: String, uses others: String..., path: String? = nil) -> Target {
  .target(name: name, dependencies: (layers() + others).map { .init(stringLiteral: $0) }, path: path)
}

func program(_ name: String, uses others: String..., except excluded: String..., path: String? = nil) -> Target {
  .executableTarget(
    name: name, dependencies: (layers() + others).map { .init(stringLiteral: $0) }, path: path, exclude: excluded)
}

func tests(_ name: String, uses others: String..., except excluded: String...) -> Target {
  let needs = Set(layers() + [name, "TestSupport"] + others).sorted()
  return .testTarget(name: name + "Tests", dependencies: needs.map { .init(stringLiteral: $0) }, exclude: excluded)
}

if Context.environment["WATTS_UP_READER"] != nil {  // libFuzzer brings a main of its own
  package.targets.append(program("Guesses", uses: "Stations", "Map", "Import", path: "Tests/Fuzz/Guesses"))
}

if let one = Context.environment["WATTS_UP_TESTS"], !one.isEmpty {  // one slice's tests are built without the others
  package.targets.removeAll { $0.type == .test && $0.name != one + "Tests" }
}

// What every test passes through, and years of a household: worth the compiler's trouble in a build for debugging too.
let hot = ["Runtime", "HTTP", "Postgres", "Secrets", "Resources", "Charts", "Household"]
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let wanted = ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility", "NonisolatedNonsendingByDefault"]
for target in package.targets where target.type != .system {
  target.swiftSettings = [.treatAllWarnings(as: .error)] + wanted.map { .enableUpcomingFeature($0) }
  if hot.contains(target.name) { target.swiftSettings? += optimised }
}
