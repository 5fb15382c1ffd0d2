import HTTP

/// The sources that this program knows, by name.
struct ImportSources: Sendable {
  private let sources: [any ImportSource]

  init(_ sources: [any ImportSource]) { self.sources = sources }

  var names: [Import.Source] { sources.map(\.source) }

  subscript(name: Import.Source) -> (any ImportSource)? { sources.first { $0.source == name } }

  /// Explains a correction, a refusal, a fault of the file, a failure or a guard. A code without a sentence stands for itself.
  func sentence(_ code: String, of name: Import.Source) -> Text {
    self[name]?.sentence(code) ?? Record.Fault(rawValue: code)?.sentence ?? SourceFault(rawValue: code)?.sentence
      ?? HeaderFault.sentence(code) ?? Failure(rawValue: code)?.sentence ?? Guard(rawValue: code)?.sentence
      ?? Text(fr: code, en: code)
  }
}

/// The reason why an import that was read to its end waits for somebody to look.
enum Guard: String {
  case confirm, withdrawals

  var sentence: Text {
    switch self {
    case .confirm:
      Text(fr: "Vérifiez ce qui changerait, puis appliquez.", en: "Look at what would change, then apply.")
    case .withdrawals:
      Text(
        fr: "Plus de 10 % des points disparaîtraient : vérifiez le fichier avant d'appliquer.",
        en: "More than 10% of the points would go: look at the file before you apply.")
    }
  }
}
