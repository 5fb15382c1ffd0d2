package struct Status: Hashable, Sendable, ExpressibleByIntegerLiteral {
  package let code: Int
  package init(integerLiteral code: Int) { self.code = code }

  package static let switchingProtocols: Status = 101
  package static let ok: Status = 200
  package static let created: Status = 201
  package static let accepted: Status = 202
  package static let noContent: Status = 204
  package static let partialContent: Status = 206
  package static let seeOther: Status = 303
  package static let notModified: Status = 304
  package static let badRequest: Status = 400
  package static let notFound: Status = 404
  package static let unavailable: Status = 503
}
