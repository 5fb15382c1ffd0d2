import HTTP
import Synchronization

/// One version of the app. Another content of any of its files makes another, and all servers of one version agree on its
/// name, as times play no part.
struct Edition: Sendable {
  static let script = "app/offline/worker.js"

  let version: EntityTag
  let html: AppPage
  /// Its tag is the version: a worker that has the files of this version knows by it that they belong to the page.
  let page: ReadyContent
  /// The service worker's file, with the list of what it is to keep.
  let worker: ReadyContent

  init?(folder: String, prefix: String, tags: [String: EntityTag]) {
    guard let index = Bytes(contentsOf: folder + "/index.html"),
      let script = Bytes(contentsOf: folder + "/" + Edition.script)
    else { return nil }
    html = AppPage(index.text, prefix: prefix)
    let pageTag = EntityTag(of: html.bytes)
    let files: JSON = .object(
      [("", .string(pageTag.opaque))] + tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.opaque)) })
    version = EntityTag(of: files.serialized())
    page = ReadyContent(html.bytes, type: .html, cache: .revalidated, tag: version)
    let shell: JSON = ["version": .string(version.opaque), "files": files]
    let bytes = Bytes("const shell = \(shell.serialized().text)\n\(script.text)")
    worker = ReadyContent(bytes, type: MediaType(fileName: "a.js"), cache: .revalidated, tag: EntityTag(of: bytes))
  }
}

/// The version that the folder holds now.
final class Editions: Sendable {
  private let folder: String
  private let prefix: String
  private let contents: FolderContents
  private let last: Mutex<(listing: FolderContents.Listing, edition: Edition)>

  /// nil where there is no app.
  init?(folder: String, prefix: String) {
    self.folder = folder
    self.prefix = prefix
    contents = FolderContents(folder: folder, isWanted: Editions.isPart)
    let listing = contents.current()
    guard let edition = Edition(folder: folder, prefix: prefix, tags: listing.tags) else { return nil }
    last = Mutex((listing, edition))
  }

  /// A file that is just being replaced is of neither version: the old one stays until the new one is whole.
  var current: Edition {
    let listing = contents.current()
    return last.withLock { last in
      if last.listing !== listing, let edition = Edition(folder: folder, prefix: prefix, tags: listing.tags) {
        last = (listing, edition)
      }
      return last.edition
    }
  }

  /// What a browser needs to draw the app; not what describes the files, nor their packed neighbours.
  private static func isPart(_ path: String) -> Bool {
    // A box at home has a page of its own.
    let isOwn = !path.hasPrefix("box/") && ![Edition.script, "index.html", "jsconfig.json"].contains(path)
    return isOwn && ["js", "css", "json", "woff2", "svg", "png", "webmanifest"].contains { path.hasSuffix("." + $0) }
  }
}
