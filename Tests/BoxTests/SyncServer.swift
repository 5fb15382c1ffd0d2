import COpenSSL
import Runtime
import TestSupport

@testable import Box
@testable import HTTP

/// The server's side of the box, as small as its contract: what came, in the order in which it came, and what it refuses.
final class SyncServer: Sendable {
  struct State: Sendable {
    var rows: [Int: JSON] = [:]
    /// First and last of each batch that was taken.
    var batches: [ClosedRange<Int>] = []
    var orders: [JSON] = []
    /// What was made of them, as it came.
    var answers: [JSON] = []
    var isAway = false
    var isRemoved = false
    var codes: Set<String> = ["abcd-1234"]
    /// A number that spoils any batch it is in, unless it is skipped.
    var poison: Int?
    /// A number that spoils it whatever it is.
    var cursed: Int?
    var refused: Int?
    /// Whether numbers without a row may come as ranges.
    var knowsGaps = true
  }

  static let key = String(repeating: "k", count: 43)
  let state = Shared(State())
  let signer = Signer()
  let now: Instant

  init(now: Instant = TestStore.start + .seconds(700_000)) { self.now = now }

  var routes: [Route] {
    [
      Route(.post, "/api/box/pair", access: .public, "") { (call: Call<Nothing, Nothing, Upload>, _) in
        try await self.pair(call.body)
      },
      Route(.post, "/api/box/batches", access: .public, "") { (call: Call<Nothing, Nothing, Upload>, _) in
        try await self.take(call.body, call.request)
      },
      Route(.get, "/api/box/orders", access: .public, "") { (_: Call<Nothing, Nothing, NoBody>, _) in
        .json(.object([("items", .array(self.state.value.orders))]))
      },
      Route(.post, "/api/box/orders/answers", access: .public, "") { (call: Call<Nothing, Nothing, Upload>, _) in
        let told = try JSONParser.parse(try await self.all(call.body))["answers"]?.items ?? []
        if self.state.value.isAway { throw Problem(.unavailable) }
        self.state.change { $0.answers += told }
        return .noContent
      },
    ]
  }

  private func pair(_ body: BodyStream) async throws -> Response {
    let bytes = try await all(body)
    guard let code = try JSONParser.parse(bytes)["code"]?.string, state.value.codes.contains(code) else {
      throw Problem(.validation)
    }
    state.change { $0.codes.remove(code) }
    return .json(
      .object([
        ("boxId", "01934f5e-2a00-7000-8000-000000000001"), ("homeId", "01934f5e-2a00-7000-8000-000000000002"),
        ("key", .string(SyncServer.key)), ("serverKey", .string(Bytes64.encode(signer.publicKey))),
        ("serverTime", .string("\(now)")),
      ]), status: 201)
  }

  private func all(_ body: BodyStream) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in body { bytes += piece }
    return bytes
  }

  private func take(_ body: BodyStream, _ request: Request) async throws -> Response {
    let packed = try await all(body)
    if state.value.isAway { throw Problem(.unavailable).retry(after: 1) }
    guard request.headers["Authorization"] == "Bearer " + SyncServer.key, !state.value.isRemoved else {
      throw Problem(.unauthenticated)
    }
    guard packed.count <= 65_536, request.headers["Content-Encoding"] == "gzip" else { throw Problem(.payloadTooLarge) }
    let json = try JSONParser.parse(Gzip.unpack(packed, limit: 1 << 20))
    guard let first = json["first"]?.integer, let last = json["last"]?.integer else { throw Problem(.validation) }
    let state = state.value
    let gone = state.knowsGaps ? json["gone"]?.items ?? [] : []
    let skipped = gone.flatMap { range -> [JSON] in
      guard let first = range["first"]?.integer, let last = range["last"]?.integer else { return [] }
      return (first...last).map { ["sequence": .integer($0), "kind": "skipped"] }
    }
    let given = json["rows"]?.items ?? []
    let rows = (given + skipped).sorted { $0["sequence"]?.integer ?? 0 < $1["sequence"]?.integer ?? 0 }
    guard rows.compactMap({ $0["sequence"]?.integer }) == Array(first...last), given.count <= 500 else {
      throw Problem(.validation)
    }
    let poisoned = rows.contains { row in
      row["sequence"]?.integer == state.poison && row["kind"]?.string != "skipped"
        || row["sequence"]?.integer == state.cursed && state.cursed != nil
    }
    if poisoned { throw Problem(.validation) }
    return .json(keep(rows, first...last))
  }

  private func keep(_ rows: [JSON], _ range: ClosedRange<Int>) -> JSON {
    var refused: [JSON] = []
    state.change { state in
      state.batches.append(range)
      for row in rows {
        guard let sequence = row["sequence"]?.integer else { continue }
        if sequence == state.refused { refused = [["sequence": .integer(sequence), "code": "out-of-range"]] }
        // A row that comes again changes nothing but a time that it lacked.
        if state.rows[sequence]?["at"]?.string == nil { state.rows[sequence] = row }
      }
    }
    let kept = state.value.rows
    var contiguous = 0
    while kept[contiguous + 1] != nil { contiguous += 1 }
    return .object([
      ("sequence", .integer(contiguous)), ("serverTime", .string("\(now)")), ("refused", .array(refused)),
    ])
  }
}

/// A key pair that signs orders.
struct Signer: @unchecked Sendable {
  private let key: OpaquePointer

  init() {
    guard let key = newSigningKey() else { preconditionFailure("no key") }
    self.key = key
  }

  var publicKey: [UInt8] {
    var (bytes, count) = ([UInt8](repeating: 0, count: 32), 32)
    EVP_PKEY_get_raw_public_key(key, &bytes, &count)
    return bytes
  }

  func sign(_ bytes: [UInt8]) -> [UInt8] {
    var (signature, count) = ([UInt8](repeating: 0, count: 64), 64)
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    EVP_DigestSignInit(context, nil, nil, nil, key)
    EVP_DigestSign(context, &signature, &count, bytes, bytes.count)
    return signature
  }

  func order(_ id: String, box: String, relay: String = "shed", until: Instant, expires: Instant) -> JSON {
    let lines = ["watts-up-order-1", box, id, relay, "\(until)", "\(expires)"]
    let signature = sign(Array(lines.joined(separator: "\n").utf8))
    return [
      "id": .string(id), "relay": .string(relay), "until": .string("\(until)"), "expiresAt": .string("\(expires)"),
      "signature": .string(Bytes64.encode(signature)),
    ]
  }
}

/// From bytes that are drawn, as libcrypto's own shorthand is variadic.
private func newSigningKey() -> OpaquePointer? {
  let seed = (0..<32).map { _ in UInt8.random(in: 0...255) }
  return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
}
