import Runtime
import Secrets
import Synchronization
import Testing

@Suite struct PasswordTests {
  /// Weak, so that tests are quick; one test uses the real cost.
  private static let quick = PasswordHash.Cost(kibibytes: 64, passes: 1, lanes: 1)

  private static func password(_ text: String) throws -> Password { try #require(Password(text)) }

  /// The known answers that Argon2's own tests hold.
  @Test(arguments: [
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
  ])
  func `a known hash knows its password`(text: String) async throws {
    let hasher = PasswordHasher(threads: 1)
    let hash = try #require(PasswordHash(text))
    #expect(try await hasher.verify(Self.password("password"), against: hash) == .rightButOutdated)
    #expect(try await hasher.verify(Self.password("passwore"), against: hash) == .wrong)
    #expect(try await hasher.verify(Self.password(""), against: hash) == .wrong)
  }

  @Test func `a hash of ours has the cost that we promise, and a salt of its own`() async throws {
    let hasher = PasswordHasher()
    let password = try Self.password("pâté 🔌")
    let hash = try await hasher.hash(password)
    #expect(hash.text.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    #expect(PasswordHash(hash.text) == hash)
    #expect(try await hasher.hash(password) != hash)
    #expect(try await hasher.verify(password, against: hash) == .right)
    #expect(try await hasher.verify(Self.password("pâté"), against: hash) == .wrong)
  }

  @Test func `a hash of another cost is good, and asks to be made again`() async throws {
    let weak = PasswordHasher(cost: Self.quick, threads: 1)
    let password = try Self.password("a")
    let hash = try await weak.hash(password)
    #expect(try await weak.verify(password, against: hash) == .right)
    #expect(try await PasswordHasher(threads: 1).verify(password, against: hash) == .rightButOutdated)
  }

  @Test func `nobody's password is right`() async throws {
    let hasher = PasswordHasher(cost: Self.quick, threads: 1)
    for text in ["", "password", "nobody"] {
      #expect(try await hasher.verify(Self.password(text), against: nil) == .wrong)
    }
  }

  /// How long each takes is `make bench only=signin`'s; here, that it is the same work in the same queue.
  @Test func `an account that does not exist costs the same work`() async throws {
    let hasher = PasswordHasher(threads: 1)
    let hash = try await hasher.hash(Self.password("right"))
    #expect(hasher.nobody.cost == hash.cost)
    #expect(hasher.nobody.text.count == hash.text.count)
    #expect(PasswordHash(hasher.nobody.text) == hasher.nobody)
  }

  enum Door: CaseIterable { case hash, known, unknown }

  @Test(arguments: Door.allCases)
  func `a full queue turns the next one away and serves those in it`(door: Door) async throws {
    let hasher = PasswordHasher(cost: .init(kibibytes: 65_536, passes: 4, lanes: 1), threads: 1, queueLimit: 2)
    let password = try Self.password("a")
    let known = try await hasher.hash(password)
    let outcomes = await withTaskGroup(of: Result<Void, any Error>.self) { group in
      for _ in 0..<12 {
        group.addTask {
          do {
            switch door {
            case .hash: _ = try await hasher.hash(password)
            case .known: #expect(try await hasher.verify(password, against: known) == .right)
            case .unknown: #expect(try await hasher.verify(password, against: nil) == .wrong)
            }
            return .success(())
          } catch { return .failure(error) }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    var served = 0
    for outcome in outcomes {
      switch outcome {
      case .success: served += 1
      case .failure(let error): #expect(error as? PasswordHasher.Failure == .busy)
      }
    }
    // One that runs and two that wait at the least; one more whenever a turn ends while the others still arrive.
    #expect((2...11).contains(served))
  }

  @Test(arguments: [
    "", "password", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$argon2id$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$argon2id$v=19$m=256,t=4294967295,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$argon2id$v=19$t=2,m=256,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=256,t=2,p=1$$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQ",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4$x",
    "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
  ])
  func `what is no Argon2id hash of a bearable cost is refused`(text: String) {
    #expect(PasswordHash(text) == nil)
  }

  @Test func `a password is bounded`() {
    #expect(Password(String(repeating: "é", count: 512)) != nil)
    #expect(Password(String(repeating: "é", count: 512) + "a") == nil)
  }
}
