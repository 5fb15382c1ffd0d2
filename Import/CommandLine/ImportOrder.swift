/// What was typed behind `watts-up import`.
package struct ImportOrder: Equatable, Sendable {
  /// A file, an address, `-` for standard input, or the id of an import that waits at preview.
  package let subject: String
  package let isFull: Bool
  package let isDynamic: Bool
  /// Applied even if the guard would stop it.
  package let isConfirmed: Bool

  package init(subject: String, isFull: Bool = false, isDynamic: Bool = false, isConfirmed: Bool = false) {
    self.subject = subject
    self.isFull = isFull
    self.isDynamic = isDynamic
    self.isConfirmed = isConfirmed
  }

  package static let details = """
    FILE is an IRVE file as CSV, plain or gzip; an http or https address is fetched, - reads standard input. Works beside a
    running server. Points that the file no longer names stay, unless --full says that it names all there are; --dynamic
    reads a file of states instead. When it waits to be confirmed the command says so and fails: the id that it names in
    the place of FILE, with --yes, applies it; with --yes from the start it never waits.
    """

  var source: Import.Source { isDynamic ? .irveDynamic : .irve }
  var mode: Import.Mode { isFull ? .full : .partial }
  var address: WebAddress? { WebAddress(subject) }
}

/// An import did not come to its end.
package struct ImportFailed: Error, CustomStringConvertible {
  package let description: String
}
