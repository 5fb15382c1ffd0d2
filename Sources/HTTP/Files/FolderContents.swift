import Glibc
import Synchronization

/// The files below a folder, each with the version of its content: the same on every machine, as times of change are not.
/// The folder is looked at again after a second, and what has changed is read again.
package final class FolderContents: Sendable {
  /// The same object as long as nothing has changed.
  package final class Listing: Sendable {
    package let tags: [String: EntityTag]
    init(_ tags: [String: EntityTag]) { self.tags = tags }
  }

  private struct Seen {
    var versions: [String: FileVersion] = [:]
    var listing = Listing([:])
    var checkedAt: ContinuousClock.Instant?
  }

  private let root: String
  private let isWanted: @Sendable (String) -> Bool
  private let seen = Mutex(Seen())

  /// `isWanted` is asked about paths below the folder: `app/main.js`. What begins with a dot is nobody's business.
  package init(folder: String, isWanted: @escaping @Sendable (String) -> Bool) {
    root = folder
    self.isWanted = isWanted
  }

  package func current() -> Listing {
    seen.withLock { seen in
      if let checkedAt = seen.checkedAt, .now - checkedAt < .seconds(1) { return seen.listing }
      seen.checkedAt = .now
      var versions: [String: FileVersion] = [:]
      look(into: "", &versions)
      if versions != seen.versions {
        seen.listing = Listing(tags(of: versions, since: seen))
        seen.versions = versions
      }
      return seen.listing
    }
  }

  private func look(into folder: String, _ found: inout [String: FileVersion]) {
    guard let directory = opendir(root + "/" + folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(".") { continue }
      let path = folder + name
      if let version = FileVersion(of: root + "/" + path) {
        if isWanted(path) { found[path] = version }
      } else {
        look(into: path + "/", &found)
      }
    }
  }

  private func tags(of versions: [String: FileVersion], since seen: Seen) -> [String: EntityTag] {
    var tags: [String: EntityTag] = [:]
    for (path, version) in versions {
      let known = seen.versions[path] == version ? seen.listing.tags[path] : nil
      tags[path] = known ?? Bytes(contentsOf: root + "/" + path).map(EntityTag.init(of:))
    }
    return tags
  }
}
