package import Ground

package struct Account: Sendable {
  package typealias ID = Identifier<Account>

  /// What one may do here; each includes the ones before it.
  package enum Role: String, Sendable, CaseIterable {
    case driver, technician, admin
  }
}
