import Glibc

/// The account that runs the server: our own, or, since PostgreSQL refuses to run as root, another one in root's name.
/// All work inside the cluster's folder is done as that account: root would follow any link planted there.
struct ClusterAccount: Sendable, Equatable {
  let user: uid_t
  let group: gid_t

  /// The owner of an existing cluster's folder, `postgres` for a new one.
  static func choose(folder: String) throws(ClusterError) -> ClusterAccount {
    var status = stat()
    let owner = stat(folder, &status) == 0 ? ClusterAccount(user: status.st_uid, group: status.st_gid) : nil
    if geteuid() == 0 {
      if let owner, owner.user != 0 { return owner }
      return try named("postgres")
    }
    let ours = ClusterAccount(user: geteuid(), group: getegid())
    if let owner, owner.user != ours.user { throw .ownedByAnother(folder: folder) }
    return ours
  }

  private static func named(_ name: String) throws(ClusterError) -> ClusterAccount {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    getpwnam_r(name, &entry, &buffer, buffer.count, &found)
    if found == nil { throw .accountMissing }
    return ClusterAccount(user: entry.pw_uid, group: entry.pw_gid)
  }

  var isOurs: Bool { user == geteuid() }

  func command(_ words: [String]) -> Command {
    Command(
      words: isOurs ? words : ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--"] + words)
  }

  @discardableResult
  func run(_ words: String...) throws(ClusterError) -> Int32 { try command(words).run() }

  /// Tried rather than computed: permissions, access lists and mounts all have a say.
  func canEnter(_ folder: String) throws(ClusterError) -> Bool { try run("test", "-x", folder) == 0 }

  /// A folder that this account owns and nobody else enters. One that is there already must be just that, so that a
  /// stranger cannot put theirs in its place under /tmp.
  func makeOwnFolder(_ path: String) throws(ClusterError) {
    if mkdir(path, 0o700) == 0 {
      if !isOurs, lchown(path, user, group) != 0 { throw .system(call: "chown", path: path, code: errno) }
      return
    }
    if errno == ENOSPC { throw .diskFull(folder: path) }
    if errno != EEXIST { throw .system(call: "mkdir", path: path, code: errno) }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == user,
      status.st_mode & 0o077 == 0
    else { throw .ownedByAnother(folder: path) }
  }
}
