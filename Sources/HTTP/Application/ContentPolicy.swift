/// What a browser lets our pages do.
package enum ContentPolicy {
  package static let name = "Content-Security-Policy"

  /// Of an answer that is no page.
  static let ofData = "default-src 'none'; frame-ancestors 'none'"

  /// `guests` are the origins beside ours that a page may ask for data and pictures.
  package static func text(guests: [String] = []) -> String {
    let also = guests.map { " " + $0 }.joined()
    return "default-src 'self'; img-src 'self' data: blob:\(also); worker-src 'self' blob:; connect-src 'self'\(also); "
      + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
  }
}
