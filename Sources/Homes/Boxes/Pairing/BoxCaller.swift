import HTTP
import Postgres
import Runtime
import Secrets

/// A box that has shown its key.
struct BoxCaller: Sendable {
  let id: Box.ID
  let home: Home.ID
}

extension HomesFeature {
  var boxes: Access<BoxCaller> {
    Access("box") { request in
      guard let token = request.boxKey.flatMap({ Token($0) }) else { throw Problem(.boxUnknown) }
      let found = try await database.readFirst(
        "select id, home_id from boxes where key_digest = \(token.atRest)"
      ) { row in BoxCaller(id: try row.next(), home: try row.next()) }
      guard let found else { throw Problem(.boxUnknown) }
      return found
    }
  }
}

extension Request {
  fileprivate var boxKey: String? {
    let words = headers["Authorization"]?.split(separator: " ") ?? []
    return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
  }
}
