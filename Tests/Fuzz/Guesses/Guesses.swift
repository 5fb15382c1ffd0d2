// What libFuzzer guesses, read by the reader that WATTS_UP_READER names. A claim that does not hold ends the run and leaves
// the guess in a file.
import Glibc
import HTTP
import Runtime
import Stations

@testable import Import
@testable import Map
@testable import Secrets

private let reader = Reader.named(getenv("WATTS_UP_READER").map { String(cString: $0) })

@_cdecl("LLVMFuzzerTestOneInput")
public func guess(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  reader.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

enum Reader: String, CaseIterable {
  case csv, tile, token, json, hours, wire

  static func named(_ name: String?) -> Reader {
    guard let found = name.flatMap(Reader.init) else {
      fatalError("WATTS_UP_READER is one of \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return found
  }

  func read(_ bytes: [UInt8]) {
    switch self {
    case .csv: readRecords(bytes)
    case .tile: readTile(String(decoding: bytes, as: UTF8.self))
    case .token: readToken(bytes)
    case .json: readJSON(bytes)
    case .hours: readHours(String(decoding: bytes, as: UTF8.self))
    case .wire: readWire(bytes)
    }
  }
}

/// However a file is cut on its way, its records are the same.
private func readRecords(_ bytes: [UInt8]) {
  guard let first = bytes.first else { return }
  let file = bytes.dropFirst()
  let step = Int(first) + 1
  let pieces = stride(from: file.startIndex, to: file.endIndex, by: step).map {
    file[$0..<min($0 + step, file.endIndex)]
  }
  precondition(records(of: pieces) == records(of: [file]), "cut every \(step) bytes it reads otherwise")
}

private func records(of pieces: [ArraySlice<UInt8>]) -> [String] {
  var reader = CSVReader(limits: .init())
  var found: [String] = []
  func keep(_ record: Record) {
    found.append(
      "\(record.line) \(record.decoding) \(String(describing: record.fault)) \(record.cells.map(Array.init))")
  }
  for piece in pieces { piece.withUnsafeBytes { reader.read($0, keep) } }
  reader.finish(keep)
  return found
}

/// A target below /tiles: a filter that was understood says itself so that it is understood again.
private func readTile(_ text: String) {
  guard let target = Target("/tiles/" + text) else { return }
  let request = request(target)
  _ = try? TilePath(request).address()
  guard let filter = try? request.query(as: StationFilter.self) else { return }
  guard let same = Target("/?" + filter.description) else { preconditionFailure("no query: \(filter)") }
  let again = try? Guesses.request(same).query(as: StationFilter.self)
  precondition(again == filter, "\(filter) and not again")
}

private func request(_ target: Target) -> Request {
  Request(id: .sample, method: .get, target: target, headers: Headers(), client: "", receivedAt: .sample, body: .none)
}

private let key: [UInt8] = Array(0...31)
private let tokens: WebTokens = {
  guard let keys = try? SecretKeys(parsing: "k1:" + Base64.standard.encode(key)) else { fatalError("no key") }
  return WebTokens(
    keys: keys, issuer: "watts-up", audience: "api", clock: WallClock { Instant(seconds: 1_790_000_000) })
}()

/// First as somebody's token, then as claims that somebody signed who had the key.
private func readToken(_ bytes: [UInt8]) {
  precondition((try? tokens.verify(String(decoding: bytes, as: UTF8.self))) == nil, "a token that nobody signed")
  let header = Base64.url.encode(Array(#"{"alg":"HS256","kid":"k1","typ":"JWT"}"#.utf8))
  let text = header + "." + Base64.url.encode(bytes)
  let signed = text + "." + Base64.url.encode(Digest.hmacSHA256(key: key, Array(text.utf8)))
  guard let claims = try? tokens.verify(signed) else { return }
  precondition(Claims(json: claims.json) == claims && claims.issuer == "watts-up", "claims that are read in two ways")
}

/// What was taken is valid UTF-8, and the same when it is written and read again.
private func readJSON(_ bytes: [UInt8]) {
  guard let json = try? JSONParser.parse(bytes) else { return }
  precondition(String(validating: bytes, as: UTF8.self) != nil, "bad UTF-8 taken")
  precondition((try? JSONParser.parse(Array(json.serialized().text.utf8))) == json, "not the same again")
}

/// Hours that were understood are understood in their one spelling, and mean the same.
private func readHours(_ text: String) {
  let read = OpeningHours.read(text)
  guard let hours = read.hours else { return }
  let again = OpeningHours.read(read.text)
  precondition(again.hours == hours && again.text == read.text, "\(read.text) reads as \(again.text)")
}

/// However a meter's wire is cut, its frames are the same; and a group that was believed is the same when it is said again.
private func readWire(_ bytes: [UInt8]) {
  guard let first = bytes.first else { return }
  let wire = bytes.dropFirst()
  let whole = frames(of: [wire])
  let step = Int(first >> 2) + 1
  let pieces = stride(from: wire.startIndex, to: wire.endIndex, by: step).map {
    wire[$0..<min($0 + step, wire.endIndex)]
  }
  precondition(frames(of: pieces) == whole, "cut every \(step) bytes it reads otherwise")
  for frame in whole {
    for group in frame.groups {
      let line = Array(group.written(in: frame.mode).dropFirst().dropLast())
      precondition(WireGroup(line: line, mode: frame.mode) == group, "\(group) is not read again")
      if let stamp = group.stamp { _ = WireStamp(stamp) }
    }
  }
}

private func frames(of pieces: [ArraySlice<UInt8>]) -> [WireFrame] {
  var reader = WireReader()
  return pieces.flatMap { reader.read($0) } + reader.finish()
}
