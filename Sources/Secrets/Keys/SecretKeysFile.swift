import Glibc

extension SecretKeys {
  /// The keys of a server that was given none: made on its first start, kept in `<data>/secrets/keys`.
  package init(madeIn data: String) throws(Fault) {
    let folder = data + "/secrets"
    let path = folder + "/keys"
    for (made, mode) in [(data, mode_t(0o755)), (folder, 0o700)] where mkdir(made, mode) != 0 && errno != EEXIST {
      throw .system(call: "mkdir", path: made, code: errno)
    }
    try Self.refuseOpenDoor(folder)
    if access(path, F_OK) != 0 { try Self.create(path, in: folder) }
    try Self.refuseOpenDoor(path)
    let text = try Self.read(path)
    do {
      try self.init(parsing: text)
    } catch {
      throw .file(path: path, error)
    }
  }

  private static func refuseOpenDoor(_ path: String) throws(Fault) {
    var status = stat()
    if lstat(path, &status) != 0 { throw .system(call: "stat", path: path, code: errno) }
    if status.st_mode & 0o077 != 0 { throw .readableByOthers(path: path) }
  }

  /// Written whole under another name, then linked: of two processes one wins, both read the winner's keys, and nobody
  /// ever sees half a file.
  private static func create(_ path: String, in folder: String) throws(Fault) {
    let name = Base64.url.encode(randomBytes(6))
    let draft = folder + "/" + name
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if file < 0 { throw .system(call: "open", path: draft, code: errno) }
    defer {
      close(file)
      unlink(draft)
    }
    let text = Array("\(name):\(Base64.standard.encode(randomBytes(32)))\n".utf8)
    if write(file, text, text.count) != text.count || fsync(file) != 0 {
      throw .system(call: "write", path: draft, code: errno)
    }
    if link(draft, path) != 0 && errno != EEXIST { throw .system(call: "link", path: path, code: errno) }
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    fsync(directory)
    close(directory)
  }

  private static func read(_ path: String) throws(Fault) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    if file < 0 { throw .system(call: "open", path: path, code: errno) }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(file, &bytes, bytes.count)
    if count < 0 { throw .system(call: "read", path: path, code: errno) }
    // A key a line, for whoever adds one by hand.
    return String(decoding: bytes.prefix(count), as: UTF8.self).split(whereSeparator: \.isNewline).joined(
      separator: ",")
  }
}
