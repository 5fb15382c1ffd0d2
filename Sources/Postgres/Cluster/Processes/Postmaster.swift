import Glibc

/// The server's first process, as the file in its folder names it. The number alone proves nothing: after a crash of the
/// machine it may belong to any process.
struct Postmaster {
  let folder: ClusterFolder

  /// The process that runs on the folder, if one does.
  func running() throws(ClusterError) -> pid_t? {
    guard let process = named(by: folder.postmasterFile), firstLine(of: "/proc/\(process)/comm") == "postgres" else {
      return nil
    }
    // A postmaster stands in its data folder. Asked as its own account: root in a container may not look.
    return try folder.account.run("test", "/proc/\(process)/cwd", "-ef", folder.data) == 0 ? process : nil
  }

  /// Ends a server that has lost its supervisor. It is on its way already: the kernel has told it so.
  func endLeftover() throws(ClusterError) {
    let deadline = ContinuousClock.now + .seconds(60)
    while let process = try running() {
      if ContinuousClock.now >= deadline { throw .timedOut(waitingFor: "the former server to end") }
      kill(process, SIGINT)
      pause(milliseconds: 50)
    }
  }

  /// Makes lock files of a dead server harmless. PostgreSQL believes any process with the number in them to be a server,
  /// and refuses to start. Only the number is replaced, by one that no process can have: the rest of the file leads to
  /// the shared memory, where PostgreSQL itself makes sure that no old backend still writes.
  func healLocks() throws(ClusterError) {
    for path in [folder.postmasterFile, folder.socketLock] where access(path, F_OK) == 0 {
      guard let process = named(by: path) else {
        // Cut short by a full disk or a crash; PostgreSQL would want a person to look at it.
        try folder.account.run("rm", "-f", path)
        continue
      }
      if kill(process, 0) == 0 || errno != ESRCH {
        try folder.account.run("sed", "-i", "1s/.*/2147483647/", path)
      }
    }
  }

  private func named(by path: String) -> pid_t? {
    guard let line = firstLine(of: path), let process = pid_t(line), process > 0 else {
      return nil
    }
    return process
  }
}
