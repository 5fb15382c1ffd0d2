import Glibc

/// Two megabytes that are thrown off when the disk is full: to take rows away, a database has to write.
struct Ballast {
  private static let size: off_t = 2 << 20

  private let path: String

  init(folder: String) { path = folder + "/ballast" }

  func load() {
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    if posix_fallocate(file, 0, Ballast.size) != 0 { unlink(path) }
  }

  func drop() { unlink(path) }
}
