import HTTP

/// The first record shows that a file is not what it was sent as. Sources have their own faults beside the one here.
struct HeaderFault: ImportFault {
  let code: String
  let detail: String?
  let sentence: Text

  init(_ code: String, about detail: String? = nil, fr: String, en: String) {
    (self.code, self.detail) = (code, detail)
    sentence = Text(fr: fr, en: en)
  }

  static func missingColumn(_ name: String) -> HeaderFault {
    HeaderFault(
      "missing-column", about: name, fr: "Il manque une colonne indispensable.",
      en: "A column that has to be there is missing.")
  }

  static func sentence(_ code: String) -> Text? {
    let missing = missingColumn("")
    return code == missing.code ? missing.sentence : nil
  }
}

extension HeaderFault: Equatable {
  static func == (left: Self, right: Self) -> Bool { (left.code, left.detail) == (right.code, right.detail) }
}
