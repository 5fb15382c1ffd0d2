import Glibc
import Synchronization

/// A folder, served as it is. Small files are kept ready in memory and looked at again after a second; large ones go
/// from the kernel straight to the network.
package final class StaticFiles: Sendable {
  private struct Kept {
    let version: Version
    let plain: PreparedResponse
    let compressed: PreparedResponse?
    var checkedAt: ContinuousClock.Instant
  }

  struct Version: Equatable {
    let size: Int
    let modified: Int64
    /// Of a page: whom it may ask beside us.
    var guests: [String] = []

    var tag: EntityTag {
      let content = String(modified, radix: 36) + "-" + String(size, radix: 36)
      return EntityTag(guests.isEmpty ? content : content + "-" + EntityTag(of: Bytes(guests.joined())).text)
    }
  }

  private static let largestKept = 512 * 1024
  private static let mostKept = 2000

  private let root: String
  private let pages: Set<String>
  private let prefix: String
  private let guests: @Sendable () -> [String]
  private let kept = Mutex<[String: Kept]>([:])

  /// nil when there is no such folder. Paths that begin with one of `pages` are screens of the one page there is: it
  /// reads its address by itself. Behind a proxy that serves us under a `prefix`, that page names its files below it.
  /// `guests` are the origins that pages may ask beside ours, at this moment.
  package init?(
    folder: String, pages: Set<String> = [], prefix: String = "", guests: @escaping @Sendable () -> [String] = { [] }
  ) {
    guard let root = StaticFiles.resolved(folder) else { return nil }
    self.root = root
    self.pages = pages
    self.prefix = prefix
    self.guests = guests
  }

  package func serve(_ request: Request) throws -> Reply {
    let path = try path(of: request.target.segments)
    let isFixed = StaticFiles.isVersioned(request.target)
    let key = isFixed ? path + "?" : path
    if request.headers["Range"] == nil, let ready = recent(key) { return reply(ready, request) }
    guard let file = StaticFiles.resolved(path), file.hasPrefix(root + "/"), let version = version(of: file)
    else { return try strayed(request) }
    if let range = request.headers["Range"], let reply = try partial(range, file, version, request) { return reply }
    if version.size <= StaticFiles.largestKept || StaticFiles.hasCompressed(file, version) {
      return reply(keep(key, file, version, isFixed: isFixed), request)
    }
    return whole(file, version, request, isFixed: isFixed)
  }

  /// True of an address that `serve` leads to a file.
  package func has(_ target: Target) -> Bool {
    guard let path = try? path(of: target.segments), let file = StaticFiles.resolved(path) else { return false }
    return file.hasPrefix(root + "/") && StaticFiles.version(file) != nil
  }

  /// Somebody who follows an address that leads nowhere gets the page, which says so and shows the way back. A program, or a
  /// page that lacks a file, is told in its own terms.
  private func strayed(_ request: Request) throws -> Reply {
    let index = root + "/index.html"
    guard !pages.isEmpty, request.target.segments.first != "api",
      request.headers["Accept"]?.split(separator: ",").contains(where: { $0.hasPrefix("text/html") }) == true,
      let version = version(of: index)
    else { throw Problem(.notFound) }
    let page = recent(index) ?? keep(index, index, version, isFixed: false)
    var answer = Response(.notFound, page.plain.response.body, type: .html)
    if let policy = page.plain.response.headers[ContentPolicy.name] { answer.headers.set(ContentPolicy.name, policy) }
    return .fresh(answer)
  }

  // MARK: Paths

  /// Segments were decoded one by one, so a slash or a dot-dot inside one is what it looks like: a way out.
  private func path(of segments: [String]) throws -> String {
    let names = segments == [""] || pages.contains(segments[0]) ? ["index.html"] : segments
    for name in names where name.isEmpty || name.hasPrefix(".") || name.contains("/") || name.contains("\\") {
      throw Problem(.notFound)
    }
    return root + "/" + names.joined(separator: "/")
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func version(_ path: String) -> Version? {
    var info = stat()
    guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
    return Version(
      size: Int(info.st_size), modified: Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec))
  }

  private func version(of file: String) -> Version? {
    var version = StaticFiles.version(file)
    if file.hasSuffix(".html") { version?.guests = guests() }
    return version
  }

  private static func hasCompressed(_ path: String, _ version: Version) -> Bool {
    Self.version(path + ".gz").map { $0.modified >= version.modified } ?? false
  }

  /// `name-1.2.3/…`, `name.0a1b2c3d.js` or `?v=…`: another content gets another address.
  private static func isVersioned(_ target: Target) -> Bool {
    target.query.contains { $0.name == "v" }
      || target.segments.contains { segment in
        segment.split(separator: ".").contains { $0.count >= 8 && $0.utf8.allSatisfy { hexadecimal($0) != nil } }
          || segment.split(separator: "-").dropFirst().contains { part in
            part.first?.isNumber == true && part.contains(".")
          }
      }
  }

  // MARK: Files kept in memory

  private func recent(_ key: String) -> Kept? {
    kept.withLock { kept in
      guard let entry = kept[key], .now - entry.checkedAt < .seconds(1) else { return nil }
      return entry
    }
  }

  private func keep(_ key: String, _ file: String, _ version: Version, isFixed: Bool) -> Kept {
    if var entry = kept.withLock({ $0[key] }), entry.version == version {
      entry.checkedAt = .now
      kept.withLock { $0[key] = entry }
      return entry
    }
    let plain = response(file, version, body(file, version), isFixed: isFixed)
    let entry = Kept(
      version: version, plain: PreparedResponse(plain),
      compressed: compressed(plain, file, version).map(PreparedResponse.init), checkedAt: .now)
    kept.withLock { kept in
      if kept.count >= StaticFiles.mostKept { kept.removeAll() }
      kept[key] = entry
    }
    return entry
  }

  private func body(_ file: String, _ version: Version) -> Response.Body {
    if version.size <= StaticFiles.largestKept, let bytes = Bytes(contentsOf: file) {
      return .bytes(file == root + "/index.html" && !prefix.isEmpty ? belowPrefix(bytes) : bytes)
    }
    return .file(FileSlice(path: file, offset: 0, count: version.size))
  }

  private func belowPrefix(_ page: Bytes) -> Bytes {
    let pieces = String(decoding: page.array, as: UTF8.self).split(separator: "=\"/", omittingEmptySubsequences: false)
    return Bytes(pieces.joined(separator: "=\"\(prefix)/"))
  }

  private func response(_ file: String, _ version: Version, _ body: Response.Body, isFixed: Bool) -> Response {
    let response = Response(.ok, body, type: MediaType(fileName: file), cache: isFixed ? .immutable : .revalidated)
      .tagged(version.tag).header("Vary", "Accept-Encoding").header("Accept-Ranges", "bytes")
    if version.guests.isEmpty { return response }
    return response.header(ContentPolicy.name, ContentPolicy.text(guests: version.guests))
  }

  /// From the `.gz` beside the file where set-up made one, else packed here once.
  private func compressed(_ plain: Response, _ file: String, _ version: Version) -> Response? {
    guard MediaType(fileName: file).isCompressible, version.size >= Gzip.worthwhile else { return nil }
    var packed: Bytes?
    if StaticFiles.hasCompressed(file, version) {
      packed = Bytes(contentsOf: file + ".gz")
    } else if case .bytes(let bytes) = plain.body {
      packed = Gzip.compress(bytes, level: 6)
    }
    guard let packed else { return nil }
    var response = plain.header("Content-Encoding", "gzip").header("ETag", version.tag.weakText)
    response.body = .bytes(packed)
    return response
  }

  private func reply(_ entry: Kept, _ request: Request) -> Reply {
    if request.has(entry.version.tag) { return unchanged(entry.plain.response) }
    if let compressed = entry.compressed, Gzip.isAccepted(by: request) { return .prepared(compressed) }
    if case .file = entry.plain.response.body { return .fresh(entry.plain.response) }
    return .prepared(entry.plain)
  }

  private func unchanged(_ response: Response) -> Reply {
    var response = response
    response.status = .notModified
    response.body = .empty
    return .fresh(response)
  }

  // MARK: Large files and parts of files

  private func whole(_ file: String, _ version: Version, _ request: Request, isFixed: Bool) -> Reply {
    let response = response(file, version, body(file, version), isFixed: isFixed)
    return request.has(version.tag) ? unchanged(response) : .fresh(response)
  }

  /// nil when the whole file answers: several ranges, another unit, or another version than the client's (RFC 9110, 14).
  private func partial(_ range: String, _ file: String, _ version: Version, _ request: Request) throws -> Reply? {
    if let condition = request.headers["If-Range"], condition != version.tag.text { return nil }
    guard let range = ByteRange(range) else { return nil }
    guard let bytes = range.bytes(of: version.size) else {
      var problem = Problem(.rangeNotSatisfiable)
      problem.headers.set("Content-Range", "bytes */\(version.size)")
      throw problem
    }
    let slice = FileSlice(path: file, offset: bytes.lowerBound, count: bytes.count)
    var response = Response(.partialContent, .file(slice), type: MediaType(fileName: file), cache: .revalidated)
      .tagged(version.tag)
    response.headers.set("Content-Range", "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(version.size)")
    return .fresh(response)
  }
}

/// One `bytes=` range: `5-9`, `5-`, or `-5` for the last five.
struct ByteRange {
  private let first: Int?
  private let last: Int?

  init?(_ header: String) {
    guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
    let sides = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard sides.count == 2, sides.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return nil }
    (first, last) = (Int(sides[0]), Int(sides[1]))
    guard first != nil || last != nil else { return nil }
    if let first, let last, last < first { return nil }
  }

  /// nil when the file has none of them.
  func bytes(of size: Int) -> Range<Int>? {
    guard let first else { return last == 0 || size == 0 ? nil : max(0, size - (last ?? 0))..<size }
    return first < size ? first..<min(size, (last ?? Int.max - 1) + 1) : nil
  }
}

extension Bytes {
  package convenience init?(contentsOf path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { return nil }
    let memory = ByteWriter.allocate(Int(info.st_size))
    var count = 0
    while count < Int(info.st_size) {
      let got = read(descriptor, memory + count, Int(info.st_size) - count)
      guard got > 0 else { break }
      count += got
    }
    self.init(adopting: memory, count: count)
  }
}
