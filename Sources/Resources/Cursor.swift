package import HTTP
package import Runtime

/// The place where the last page ended: opaque to clients, the last id to us, in a collection that is ordered by it.
package struct Cursor<Item>: TextField, Sendable {
  package let id: Identifier<Item>

  package init(id: Identifier<Item>) { self.id = id }

  package static var schema: Schema { ["type": "string"] }
  package static var sample: Cursor { Cursor(id: .sample) }

  package init(_ value: FieldValue) throws(FieldFault) {
    guard let id = Identifier<Item>(try value.string()) else { throw .badCursor }
    self.id = id
  }

  package var text: String { id.description }
}

extension FieldFault {
  package static let badCursor = FieldFault(
    "bad-cursor", fr: "Suivez le lien next d'une page.", en: "Follow a page's next link.")
}
