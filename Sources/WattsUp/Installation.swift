import Glibc

/// The folder that holds `Public/` and `Migrations/`: the checkout, or wherever a package put them.
struct Installation: Sendable {
  let folder: String

  struct Missing: Error, CustomStringConvertible {
    let description =
      "found no folder with Public/ and Migrations/ above the program or here; set WATTS_UP_HOME to the one that has them"
  }

  init(environment: [String: String]) throws(Missing) {
    let candidates = [environment["WATTS_UP_HOME"]].compactMap { $0 } + Installation.above(program) + ["."]
    guard let found = candidates.first(where: Installation.isComplete) else { throw Missing() }
    folder = found
  }

  var publicFolder: String { folder + "/Public" }
  var migrations: String { folder + "/Migrations" }
  /// Filled by Setup/places.sh.
  var fetchedPlaces: String { folder + "/.fetched/places" }

  private static func isComplete(_ folder: String) -> Bool {
    ["Public", "Migrations"].allSatisfy { access("\(folder)/\($0)", R_OK | X_OK) == 0 }
  }

  private static func above(_ path: String) -> [String] {
    var parts = path.split(separator: "/")
    var folders: [String] = []
    while !parts.isEmpty {
      parts.removeLast()
      folders.append("/" + parts.joined(separator: "/"))
    }
    return folders
  }
}

private var program: String {
  guard let path = realpath("/proc/self/exe", nil) else { return "" }
  defer { free(path) }
  return String(cString: path)
}
