import HTTP

/// GET /api/legal: who runs this server, as they have named themselves in its settings.
struct LegalNotice: Codable, Sendable {
  let `operator`: String?
  let contact: String?
  var _links = Links().adding("self", "/api/legal")
}

extension OperationsFeature {
  func showLegalNotice(_ request: Request) throws -> Reply { .fresh(try .json(legal, cache: .revalidated)) }
}
