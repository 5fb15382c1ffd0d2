package import HTTP
package import Postgres
package import Runtime

/// The record of what administrators did. Every slice writes its entries here, in the transaction of the act:
/// no act without an entry, no entry without an act.
package enum Audit {
  package struct Entry: Codable, Sendable {
    package struct Actor: Codable, Sendable {
      let id: Account.ID
      /// Absent when the person has left since.
      let email: String?
    }

    package struct Subject: Codable, Sendable {
      let kind: String
      let id: String
      /// Absent when it is gone.
      let name: String?
    }

    let id: Identifier<Entry>
    let at: Instant
    /// Absent for the command line.
    let actor: Actor?
    let action: String
    let subject: Subject
    let details: AuditDetails
    let _links: Links
  }

  /// `action` is a verb in the past with its subject, `account.changed`; details are `{field: [before, after]}` where
  /// something changed, and hold nothing that a person who leaves takes along.
  package static func record(
    _ action: String, by actor: Account.ID?, on kind: String, _ id: some CustomStringConvertible & Sendable,
    _ details: JSON = .object([]), at now: Instant, ids: IdentifierSource, in transaction: some Querying
  ) async throws {
    try await transaction.execute(
      """
      insert into audit (id, at, actor_id, action, subject_kind, subject_id, details)
      values (\(ids.next(Entry.self, at: now)), \(now), \(actor), \(action), \(kind), \(id.description),
        \(JSONText(details.serialized().text)))
      """)
  }
}

/// A JSON object whose members depend on the action.
struct AuditDetails: Field {
  let json: JSON

  static let schema: Schema = ["type": "object"]
  static let sample = AuditDetails(json: ["role": ["driver", "technician"]])

  init(json: JSON) { self.json = json }

  init(stored: JSONText) throws { json = try JSONParser.parse(Array(stored.text.utf8)) }

  init(_ value: FieldValue) throws(FieldFault) {
    guard case .json(let json) = value else { throw .wrongType(Text(fr: "un objet", en: "an object")) }
    self.json = json
  }

  func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
