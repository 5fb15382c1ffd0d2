/// The words behind `watts-up import`.
package struct ImportOrder: Equatable, Sendable {
  /// A file, an address, `-` for standard input, or the id of an import that waits at preview.
  package let subject: String
  /// Further files, each an import of its own behind the one before.
  package let others: [String]
  package let isFull: Bool
  /// Applied even if the guard would stop it.
  package let isConfirmed: Bool
  /// Nil: what the file holds decides.
  let source: Import.Source?

  /// - Parameters:
  ///   - options: what was typed of `options`.
  ///   - name: that of a source.
  package init(subject: String, _ others: [String] = [], options: [String] = [], source name: String? = nil) {
    let flagged = RegisteredSource.all.first { $0.option.map { options.contains($0.flag) } ?? false }
    self.init(
      subject: subject, others, isFull: options.contains("--full"), isConfirmed: options.contains("--yes"),
      source: flagged?.name ?? name.flatMap(Import.Source.init(rawValue:)))
  }

  init(
    subject: String, _ others: [String] = [], isFull: Bool = false, isConfirmed: Bool = false,
    source: Import.Source? = nil
  ) {
    self.others = others
    self.subject = subject
    self.isFull = isFull
    self.isConfirmed = isConfirmed
    self.source = source
  }

  package static let sources = RegisteredSource.all.map(\.name.rawValue)
  package static let options = ["--full"] + RegisteredSource.all.compactMap(\.option?.flag) + ["--yes"]
  package static let summary = "import \(RegisteredSource.standard.file)"
  package static let details = filled(
    """
    FILE is \(RegisteredSource.standard.file) as CSV, plain or gzip, or one of RTE's grid (text, zip, xlsx): what it \
    holds decides, or --source says it: \(sources.joined(separator: ", ")). An http or https address is fetched, - reads \
    standard input; several are imported one after another. Works beside a running server. Points that the file no longer names stay, unless --full says that it names all \
    there are; \(others). When it waits to be confirmed the command says so and fails: the id that it names in the place \
    of FILE, with --yes, applies it; with --yes from the start it never waits.
    """)

  private static let others = RegisteredSource.all.compactMap(\.option).map { "\($0.flag) \($0.help)" }
    .joined(separator: "; ")

  /// In lines as long as those of other commands.
  private static func filled(_ text: String) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let longer = lines[lines.count - 1] + (lines[lines.count - 1].isEmpty ? "" : " ") + word
      if longer.count > 119 { lines.append(String(word)) } else { lines[lines.count - 1] = longer }
    }
    return lines.joined(separator: "\n")
  }

  /// An order for each of its files.
  package var each: [ImportOrder] {
    ([subject] + others).map {
      ImportOrder(subject: $0, isFull: isFull, isConfirmed: isConfirmed, source: source)
    }
  }

  var mode: Import.Mode { isFull ? .full : .partial }
  var address: WebAddress? { WebAddress(subject) }
}

/// An import did not come to its end.
package struct ImportFailed: Error, CustomStringConvertible {
  package let description: String
}
