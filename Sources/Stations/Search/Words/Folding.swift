import HTTP
import Postgres

/// How signs are compared: without capitals and accents, cut where neither a letter nor a digit stands. Signs beyond ASCII are as the
/// database folds them, which was asked once; those that it was not asked about, as Unicode has them.
struct Folding: Sendable {
  private struct Sign: Sendable {
    let lower: [UInt8]
    /// Blanks stand where words are cut.
    let plain: [UInt8]
  }

  /// Latin, and the punctuation beside it.
  private static let usual = [0x80...0x24F, 0x1E00...0x1EFF, 0x2010...0x2027, 0xFB00...0xFB06] as [ClosedRange<UInt32>]

  static func isUsual(_ sign: UInt32) -> Bool { sign < 128 || usual.contains { $0.contains(sign) } }

  private let signs: [UInt32: Sign]

  /// As Unicode has all of them.
  init() { signs = [:] }

  private init(signs: [UInt32: Sign]) { self.signs = signs }

  func knows(_ others: Set<UInt32>) -> Bool { !signs.isEmpty && others.allSatisfy { signs[$0] != nil } }

  /// `others` are unusual ones that stand in the texts.
  static func load(for others: Set<UInt32>, in transaction: Transaction) async throws -> Folding {
    let all = usual.joined().map(Int.init) + others.map(Int.init)
    let rows = try await transaction.query(
      """
      select sign, lower(chr(sign)), regexp_replace(lower(unaccent('unaccent', chr(sign))), '[^[:alnum:]]', ' ', 'g')
      from unnest(\(all)::integer[]) as asked (sign)
      """
    ) { row in
      let sign = UInt32(try row.next(Int.self))
      let (lower, plain) = (try row.next(String.self), try row.next(String.self))
      return (sign, Sign(lower: Array(lower.utf8), plain: Array(plain.utf8)))
    }
    return Folding(signs: Dictionary(rows, uniquingKeysWith: { first, _ in first }))
  }

  private func sign(_ scalar: Unicode.Scalar) -> Sign {
    if let known = signs[scalar.value] { return known }
    let properties = scalar.properties
    let lower = Array(properties.lowercaseMapping.utf8)
    return Sign(lower: lower, plain: properties.isAlphabetic || properties.numericType != nil ? lower : [32])
  }

  func lowered(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      if scalar.isASCII { bytes.append(Folding.lower(UInt8(scalar.value))) } else { bytes += sign(scalar).lower }
    }
    return bytes
  }

  /// The words of a text, in their order.
  func words(of text: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    func end() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    func take(_ byte: UInt8) { if byte == 32 { end() } else { word.append(byte) } }
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        take(Folding.plain(UInt8(scalar.value)))
      } else {
        for byte in sign(scalar).plain { take(byte) }
      }
    }
    end()
    return words
  }

  static func lower(_ byte: UInt8) -> UInt8 { 65...90 ~= byte ? byte + 32 : byte }

  private static func plain(_ byte: UInt8) -> UInt8 {
    let lower = lower(byte)
    return 97...122 ~= lower || 48...57 ~= lower ? lower : 32
  }
}

extension Folding {
  enum Fit { case none, beginning, whole }

  /// How a text that is folded already fits the beginning of another one, capitals apart; the other is a part of `bytes`.
  func fit(of asked: [UInt8], to bytes: [UInt8], _ part: Range<Int>) -> Fit {
    var (place, next) = (0, part.lowerBound)
    while place < asked.count {
      guard next < part.upperBound else { return .none }
      let byte = bytes[next]
      if byte < 128 {
        guard Folding.lower(byte) == asked[place] else { return .none }
        (place, next) = (place + 1, next + 1)
        continue
      }
      let end = min(part.upperBound, next + (byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4))
      for byte in lowered(String(decoding: bytes[next..<end], as: UTF8.self)) {
        // What was typed ends within what one sign became.
        if place == asked.count { break }
        guard byte == asked[place] else { return .none }
        place += 1
      }
      next = end
    }
    return next == part.upperBound ? .whole : .beginning
  }
}
