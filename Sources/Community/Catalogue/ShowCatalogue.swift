import HTTP
import Runtime

/// GET /api/community/catalogue and /api/community/ideas, in the caller's language.
struct CatalogueItem: Codable, Sendable {
  let id: ActionID
  let domain: Domain
  let level: Int
  let points: Int
  let label: String
  let season: YearPart?
  let validDays: Int?
}

struct CatalogueList: Codable, Sendable {
  let items: [CatalogueItem]
  let _links: Links
}

struct IdeaList: Codable, Sendable {
  let items: [Idea]
  let _links: Links
}

extension CommunityFeature {
  func listCatalogue(_ call: Call<Nothing, Nothing, NoBody>, _: Void) async throws -> Response {
    let items = ActionID.allCases.map { $0.item(in: call.request.language) }
    let links = Links().adding("self", "/api/community/catalogue")
      .adding("declare", "/api/community/actions", method: .post)
    return try .json(CatalogueList(items: items, _links: links), cache: .revalidated).header("Vary", "Accept-Language")
  }

  func listIdeas(_ call: Call<Nothing, Nothing, NoBody>, _: Void) async throws -> Response {
    let items = IdeaText.all.map { $0.idea(in: call.request.language) }
    return try .json(
      IdeaList(items: items, _links: Links().adding("self", "/api/community/ideas")), cache: .revalidated
    ).header("Vary", "Accept-Language")
  }
}

extension ActionID {
  func item(in language: Language) -> CatalogueItem {
    let entry = entry
    return CatalogueItem(
      id: self, domain: entry.domain, level: entry.level, points: entry.points, label: entry.label(in: language),
      season: entry.season, validDays: entry.validDays)
  }
}
