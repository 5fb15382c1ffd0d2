import HTTP

/// A plug as charge points and vehicles name it.
package enum SocketName: String, CaseIterable, Field {
  case type2, ccs, chademo, ef, other

  package var isDirectCurrent: Bool { self == .ccs || self == .chademo || self == .other }
}
