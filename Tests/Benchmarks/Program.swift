import Foundation
import Synchronization

/// Another program: nginx, wrk, pgbench, or ourselves.
enum Program {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Runs to the end and gives what it printed.
  static func run(_ words: String...) async throws -> String { try await run(words) }

  static func run(_ words: [String]) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try finish(words) })
      }
    }
  }

  private static func finish(_ words: [String]) throws -> String {
    let (pid, output) = try spawn(words)
    defer { close(output) }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while case let count = read(output, &piece, piece.count), count > 0 { text += piece.prefix(count) }
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    let printed = String(decoding: text, as: UTF8.self)
    guard status == 0 else { throw Failure(description: "\(words[0]) failed: \(printed)") }
    return printed
  }

  /// A program that stays; ended by `stop`.
  struct Running: Sendable {
    let pid: Int32
    let firstLine: String

    func stop() {
      kill(pid, SIGTERM)
      waitpid(pid, nil, 0)
    }

    var residentMiB: Double { memory("VmRSS:") }
    var peakMiB: Double { memory("VmHWM:") }

    /// From here on the peak is counted anew.
    func forgetPeak() { try? "5".write(toFile: "/proc/\(pid)/clear_refs", atomically: false, encoding: .utf8) }

    private func memory(_ name: String) -> Double {
      let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
      return Double(line.split(separator: " ").dropFirst().first.map(String.init) ?? "").map { $0 / 1024 } ?? .nan
    }
  }

  static func start(_ words: String...) throws -> Running { try start(words) }

  static func start(_ words: [String]) throws -> Running {
    let (pid, output) = try spawn(words)
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1, byte != 10 { line.append(byte) }
    return Running(pid: pid, firstLine: String(decoding: line, as: UTF8.self))
  }

  private static func spawn(_ words: [String]) throws -> (pid: pid_t, output: Int32) {
    var ends: [Int32] = [0, 0]
    Glibc.pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    // Dispatch's threads block signals, and pgbench ends its run by one.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var pid: pid_t = 0
    let arguments = words.map { strdup($0) }
    defer { arguments.forEach { free($0) } }
    let code = posix_spawnp(&pid, words[0], &actions, &attributes, arguments + [nil], environ)
    close(ends[1])
    guard code == 0 else { throw Failure(description: "cannot start \(words[0]): \(String(cString: strerror(code)))") }
    return (pid, ends[0])
  }
}
