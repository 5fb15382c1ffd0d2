import Glibc

/// What tells one content of a file from another.
struct FileVersion: Equatable {
  let size: Int
  let modified: Int64
  var tag: EntityTag { EntityTag(String(modified, radix: 36) + "-" + String(size, radix: 36)) }

  /// nil where there is no such file.
  init?(of path: String) {
    var info = stat()
    guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
    size = Int(info.st_size)
    modified = Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
  }
}

/// A file that is ready to be sent, as it is and packed.
struct KeptFile: Sendable {
  let version: FileVersion
  var checkedAt: ContinuousClock.Instant
  private let plain: PreparedResponse
  private let packed: [ContentCoding: PreparedResponse]

  init(_ plain: Response, _ file: String, _ version: FileVersion) {
    self.version = version
    self.plain = PreparedResponse(plain)
    packed = KeptFile.packed(plain, file, version).mapValues(PreparedResponse.init)
    checkedAt = .now
  }

  func reply(to request: Request) -> Reply {
    if request.has(version.tag) { return plain.response.unchanged }
    if !packed.isEmpty,
      let coding = request.preferred(of: ContentCoding.allCases.filter { packed[$0] != nil }),
      let response = packed[coding]
    {
      return .prepared(response)
    }
    if case .file = plain.response.body { return .fresh(plain.response) }
    return .prepared(plain)
  }

  /// What set-up has packed that is no older than the file itself.
  static func neighbours(of file: String, _ version: FileVersion) -> [ContentCoding] {
    ContentCoding.allCases.filter { coding in
      FileVersion(of: file + coding.suffix).map { $0.modified >= version.modified } ?? false
    }
  }

  /// From the files beside it that set-up has packed; gzip also here, once.
  private static func packed(_ plain: Response, _ file: String, _ version: FileVersion) -> [ContentCoding: Response] {
    guard MediaType(fileName: file).isCompressible, version.size >= Gzip.worthwhile else { return [:] }
    var bytes: [ContentCoding: Bytes] = [:]
    for coding in neighbours(of: file, version) { bytes[coding] = Bytes(contentsOf: file + coding.suffix) }
    if bytes[.gzip] == nil, case .bytes(let content) = plain.body { bytes[.gzip] = Gzip.compress(content, level: 6) }
    var responses: [ContentCoding: Response] = [:]
    for (coding, bytes) in bytes {
      var response = plain.header("Content-Encoding", coding.rawValue).header("ETag", version.tag.weakText)
      response.body = .bytes(bytes)
      responses[coding] = response
    }
    return responses
  }
}

extension Response {
  /// That the client has it already.
  var unchanged: Reply {
    var response = self
    response.status = .notModified
    response.body = .empty
    return .fresh(response)
  }
}
