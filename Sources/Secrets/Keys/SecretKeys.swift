import Glibc

/// The keys that sign: the first signs, all verify, so that a new key can be put in front of the old one and every
/// token in use lives on. Never empty.
package struct SecretKeys: Sendable {
  package struct Key: Sendable {
    package let id: String
    package let bytes: Secret<[UInt8]>
  }

  package indirect enum Fault: Error, Equatable, CustomStringConvertible {
    case empty
    /// The entry's place, counted from 1; what it holds is a secret.
    case malformed(entry: Int)
    case tooShort(key: String)
    case duplicate(key: String)
    case readableByOthers(path: String)
    case system(call: String, path: String, code: Int32)
    /// A fault in the text of a file, whose name tells the reader where to look.
    case file(path: String, Fault)

    package var description: String {
      switch self {
      case .empty: "there is no key"
      case .malformed(let entry):
        "entry \(entry) is not of the form name:base64, with a name of 1 to 32 letters, digits, - or _"
      case .tooShort(let key): "key \(key) has fewer than 32 bytes (openssl rand -base64 32 makes a good one)"
      case .duplicate(let key): "two keys have the name \(key)"
      case .readableByOthers(let path): "\(path) must not be open to other accounts (chmod go= \(path))"
      case .file(let path, let fault): "\(path): \(fault)"
      case .system(let call, let path, let code): "\(call) of \(path) failed: \(String(cString: strerror(code)))"
      }
    }
  }

  package let all: [Key]
  package let signing: Key

  /// `name:base64,name:base64,...`
  package init(parsing text: String) throws(Fault) {
    var keys: [Key] = []
    for (index, entry) in text.split(separator: ",").enumerated() {
      let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, Self.isName(parts[0]), let bytes = Base64.standard.decode(parts[1].utf8) else {
        throw .malformed(entry: index + 1)
      }
      let name = String(parts[0])
      if bytes.count < 32 { throw .tooShort(key: name) }
      if keys.contains(where: { $0.id == name }) { throw .duplicate(key: name) }
      keys.append(Key(id: name, bytes: Secret(bytes)))
    }
    guard let first = keys.first else { throw .empty }
    all = keys
    signing = first
  }

  private static func isName(_ text: Substring) -> Bool {
    (1...32).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}
