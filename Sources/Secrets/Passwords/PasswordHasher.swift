import CArgon2
import Runtime

/// Hashes and checks passwords on threads of its own: each takes some 20 ms and 19 MiB, so only a few run at once and
/// only so many wait. Newcomers have a short line of their own: a crowd of them keeps nobody from signing in.
package final class PasswordHasher: Sendable {
  package enum Failure: Error, Equatable {
    /// Too many wait already: the person should try again in a moment (503).
    case busy
    /// Argon2 gave up, for want of memory as a rule.
    case argon2(code: Int32)
  }

  package enum Verdict: Sendable, Equatable {
    case wrong
    case right
    /// Right, and the hash is weaker than what we make now: hash the password again while it is at hand.
    case rightButOutdated
  }

  private let cost: PasswordHash.Cost
  private let workers: Workers
  private let newcomers: Workers

  package enum Line: Sendable { case everybody, newcomers }

  /// The hash that stands for an account that does not exist: comparing with it takes as long, and no password matches.
  package let nobody: PasswordHash

  package init(cost: PasswordHash.Cost = .standard, threads: Int = 2, queueLimit: Int = 64) {
    self.cost = cost
    // 15 puts a thread's share of a busy core at a thirtieth: who signs in waits a little, the map never does.
    workers = Workers(name: "argon2", threads: threads, queueLimit: queueLimit, niceness: 15)
    // 19 is the least there is: under load a newcomer's hash gets less than half of what a sign-in gets.
    newcomers = Workers(name: "argon2-new", threads: 1, queueLimit: max(1, queueLimit / 4), niceness: 19)
    nobody = PasswordHash(cost: cost, salt: randomBytes(Self.saltLength), digest: randomBytes(Self.digestLength))
  }

  deinit {
    workers.stop()
    newcomers.stop()
  }

  package func hash(_ password: Password, in line: Line = .everybody) async throws -> PasswordHash {
    let cost = cost
    return try await run(on: line == .newcomers ? newcomers : workers) { () throws(Failure) in
      try Self.hash(password, cost: cost, salt: randomBytes(Self.saltLength))
    }
  }

  /// Without a hash, for an account that does not exist, the answer takes as long and is always wrong.
  package func verify(_ password: Password, against hash: PasswordHash?) async throws -> Verdict {
    let compared = hash ?? nobody
    let matches = try await run(on: workers) { () throws(Failure) in try Self.matches(password, compared) }
    guard matches, let hash else { return .wrong }
    return hash.cost == cost ? .right : .rightButOutdated
  }

  private func run<Value: Sendable>(
    on workers: Workers, _ work: @escaping @Sendable () throws(Failure) -> Value
  ) async throws -> Value {
    do {
      return try await workers.run { try work() }
    } catch is Workers.Full {
      throw Failure.busy
    }
  }

  // MARK: Argon2

  private static let saltLength = 16
  private static let digestLength = 32

  private static func hash(
    _ password: Password, cost: PasswordHash.Cost, salt: [UInt8]
  ) throws(Failure) -> PasswordHash {
    var digest = [UInt8](repeating: 0, count: digestLength)
    let code = password.withBytes { bytes in
      argon2id_hash_raw(
        cost.passes, cost.kibibytes, cost.lanes, bytes.baseAddress, bytes.count, salt, salt.count, &digest, digest.count
      )
    }
    guard code == ARGON2_OK.rawValue else { throw .argon2(code: code) }
    return PasswordHash(cost: cost, salt: salt, digest: digest)
  }

  private static func matches(_ password: Password, _ hash: PasswordHash) throws(Failure) -> Bool {
    let code = password.withBytes { bytes in argon2id_verify(hash.text, bytes.baseAddress, bytes.count) }
    if code == ARGON2_OK.rawValue { return true }
    if code == ARGON2_VERIFY_MISMATCH.rawValue { return false }
    throw .argon2(code: code)
  }
}
