import Glibc
import Secrets
import Testing

@Suite final class SecretKeysTests {
  private static let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
  private let folder: String

  init() throws {
    var template = Array("/tmp/watts-up-keys-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    unlink(folder + "/secrets/keys")
    rmdir(folder + "/secrets")
    rmdir(folder)
  }

  @Test func `the first key signs, all are there`() throws {
    let keys = try SecretKeys(parsing: "new-1:\(Self.key),old_2:\(Self.key)")
    #expect(keys.all.map(\.id) == ["new-1", "old_2"])
    #expect(keys.signing.id == "new-1")
    #expect(keys.signing.bytes.exposed == Array(0...31))
  }

  @Test(arguments: [
    ("", SecretKeys.Fault.empty), (",", .empty), ("a", .malformed(entry: 1)), ("a:", .tooShort(key: "a")),
    (":\(key)", .malformed(entry: 1)), ("a:b:\(key)", .malformed(entry: 1)), ("a b:\(key)", .malformed(entry: 1)),
    ("é:\(key)", .malformed(entry: 1)), ("a:\(key),b:%%%%", .malformed(entry: 2)), ("a:\(key) ", .malformed(entry: 1)),
    ("\"a\":\(key)", .malformed(entry: 1)), ("a:c2hvcnQ=", .tooShort(key: "a")),
    ("a:\(key),a:\(key)", .duplicate(key: "a")),
    ("abcdefghijklmnopqrstuvwxyz1234567:\(key)", .malformed(entry: 1)),
  ])
  func `a faulty list is refused without telling the key`(text: String, fault: SecretKeys.Fault) {
    #expect(throws: fault) { try SecretKeys(parsing: text) }
    #expect(!"\(fault)".contains(Self.key) && !"\(fault)".contains("c2hvcnQ"))
  }

  @Test func `keys made once are found again, and nobody else may read them`() throws {
    let made = try SecretKeys(madeIn: folder)
    let found = try SecretKeys(madeIn: folder)
    #expect(made.signing.bytes.exposed == found.signing.bytes.exposed)
    #expect(made.signing.id == found.signing.id)
    #expect(made.signing.bytes.exposed.count == 32)
    var status = stat()
    #expect(stat(folder + "/secrets/keys", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(stat(folder + "/secrets", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o700)
  }

  @Test func `many who make keys at once end with the same`() async throws {
    let folder = folder
    let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<16 { group.addTask { try SecretKeys(madeIn: folder).signing.bytes.exposed } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(keys.count == 1)
    // Nothing but the keys is left.
    unlink(folder + "/secrets/keys")
    #expect(rmdir(folder + "/secrets") == 0)
  }

  @Test func `a file or folder that others may read is refused`() throws {
    _ = try SecretKeys(madeIn: folder)
    let path = folder + "/secrets/keys"
    chmod(path, 0o640)
    #expect(throws: SecretKeys.Fault.readableByOthers(path: path)) { try SecretKeys(madeIn: folder) }
    chmod(path, 0o600)
    chmod(folder + "/secrets", 0o750)
    #expect(throws: SecretKeys.Fault.readableByOthers(path: folder + "/secrets")) { try SecretKeys(madeIn: folder) }
  }

  @Test func `a faulty file of keys is named`() throws {
    _ = try SecretKeys(madeIn: folder)
    let path = folder + "/secrets/keys"
    let file = try #require(fopen(path, "w"))
    fputs("no key at all\n", file)
    fclose(file)
    let fault = SecretKeys.Fault.file(path: path, .malformed(entry: 1))
    #expect(throws: fault) { try SecretKeys(madeIn: folder) }
    #expect("\(fault)".hasPrefix(path + ": entry 1 is not"))
  }

  @Test func `a data folder that is not there is named`() {
    let fault = SecretKeys.Fault.system(call: "mkdir", path: folder + "/no/data", code: ENOENT)
    #expect(throws: fault) { try SecretKeys(madeIn: folder + "/no/data") }
    #expect("\(fault)" == "mkdir of \(folder)/no/data failed: No such file or directory")
  }
}
