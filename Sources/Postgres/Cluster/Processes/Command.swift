import Glibc

/// Another program, run apart from us: with an environment of its own (ours may hold PGPORT or PGDATA) and from the root
/// folder, since the database's account may not be allowed into ours.
struct Command {
  var words: [String]
  /// The program's output goes to this file, emptied first.
  var output = "/dev/null"
  /// Descriptors that it keeps under the numbers they have here.
  var inherits: [Int32] = []

  private static let surroundings = [
    "env", "--ignore-environment", "--chdir=/", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL=C.UTF-8",
  ]

  /// The exit status; 128 and the signal's number for a program that a signal ended.
  func run() throws(ClusterError) -> Int32 {
    let process = try spawn()
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      if errno != EINTR { throw .system(call: "waitpid", path: words[0], code: errno) }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  private func spawn() throws(ClusterError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // A descriptor duplicated onto itself loses its close-on-exec mark, in the child alone.
    for descriptor in inherits { posix_spawn_file_actions_adddup2(&actions, descriptor, descriptor) }

    // Signals blocked by the calling thread would stay blocked in the program.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    let arguments = (Self.surroundings + words).map { strdup($0) }
    defer { arguments.forEach { free($0) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, "env", &actions, &attributes, arguments + [nil], [nil])
    if code != 0 { throw .system(call: "spawn", path: words[0], code: code) }
    return process
  }
}

/// The last 2 KiB of a text file; nil when it cannot be read.
func endOfFile(_ path: String) -> String? {
  let limit = 2048
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  // Files of /proc have no size, and cannot be read from their end.
  lseek(descriptor, max(0, lseek(descriptor, 0, SEEK_END) - limit), SEEK_SET)
  var bytes = [UInt8](repeating: 0, count: limit)
  let count = read(descriptor, &bytes, limit)
  return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
}

func firstLine(of path: String) -> Substring? {
  endOfFile(path)?.split(separator: "\n", maxSplits: 1).first
}
