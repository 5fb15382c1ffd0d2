import Glibc
import Synchronization

/// A folder, served as it is. Small files are kept ready in memory and looked at again after a second; large ones go
/// from the kernel straight to the network.
package final class StaticFiles: Sendable {
  private static let largestKept = 512 * 1024
  private static let mostKept = 2000

  private let root: String
  private let kept = Mutex<[String: KeptFile]>([:])

  /// nil when there is no such folder.
  package init?(folder: String) {
    guard let root = StaticFiles.resolved(folder) else { return nil }
    self.root = root
  }

  package func serve(_ request: Request) throws -> Reply {
    let path = try path(of: request.target.segments)
    let isFixed = StaticFiles.isVersioned(request.target)
    let key = isFixed ? path + "?" : path
    if request.headers["Range"] == nil, let ready = recent(key) { return ready.reply(to: request) }
    guard let file = StaticFiles.resolved(path), file.hasPrefix(root + "/"), let version = FileVersion(of: file)
    else { throw Problem(.notFound) }
    if let range = request.headers["Range"], let reply = try partial(range, file, version, request) { return reply }
    if version.size <= StaticFiles.largestKept || !KeptFile.neighbours(of: file, version).isEmpty {
      return keep(key, file, version, isFixed: isFixed).reply(to: request)
    }
    return whole(file, version, request, isFixed: isFixed)
  }

  /// True of an address that `serve` leads to a file.
  package func has(_ target: Target) -> Bool {
    guard let path = try? path(of: target.segments), let file = StaticFiles.resolved(path) else { return false }
    return file.hasPrefix(root + "/") && FileVersion(of: file) != nil
  }

  // MARK: Paths

  /// Segments were decoded one by one, so a slash or a dot-dot inside one is what it looks like: a way out.
  private func path(of segments: [String]) throws -> String {
    for name in segments where name.isEmpty || name.hasPrefix(".") || name.contains("/") || name.contains("\\") {
      throw Problem(.notFound)
    }
    return root + "/" + segments.joined(separator: "/")
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
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

  private func recent(_ key: String) -> KeptFile? {
    kept.withLock { kept in
      guard let entry = kept[key], .now - entry.checkedAt < .seconds(1) else { return nil }
      return entry
    }
  }

  private func keep(_ key: String, _ file: String, _ version: FileVersion, isFixed: Bool) -> KeptFile {
    if var entry = kept.withLock({ $0[key] }), entry.version == version {
      entry.checkedAt = .now
      kept.withLock { $0[key] = entry }
      return entry
    }
    let entry = KeptFile(response(file, version, body(file, version), isFixed: isFixed), file, version)
    kept.withLock { kept in
      if kept.count >= StaticFiles.mostKept { kept.removeAll() }
      kept[key] = entry
    }
    return entry
  }

  private func body(_ file: String, _ version: FileVersion) -> Response.Body {
    if version.size <= StaticFiles.largestKept, let bytes = Bytes(contentsOf: file) {
      return .bytes(bytes)
    }
    return .file(FileSlice(path: file, offset: 0, count: version.size))
  }

  private func response(_ file: String, _ version: FileVersion, _ body: Response.Body, isFixed: Bool) -> Response {
    Response(.ok, body, type: MediaType(fileName: file), cache: isFixed ? .immutable : .revalidated)
      .tagged(version.tag).header("Vary", "Accept-Encoding").header("Accept-Ranges", "bytes")
  }

  // MARK: Large files and parts of files

  private func whole(_ file: String, _ version: FileVersion, _ request: Request, isFixed: Bool) -> Reply {
    let response = response(file, version, body(file, version), isFixed: isFixed)
    return request.has(version.tag) ? response.unchanged : .fresh(response)
  }

  /// nil when the whole file answers: several ranges, another unit, or another version than the client's (RFC 9110, 14).
  private func partial(_ range: String, _ file: String, _ version: FileVersion, _ request: Request) throws -> Reply? {
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
