package enum Language: String, Sendable, CaseIterable, Codable {
  case french = "fr"
  case english = "en"

  /// French unless the client prefers English.
  package init(acceptLanguage: String?) {
    let wanted = weightedItems(acceptLanguage ?? "").first { item, weight in
      weight > 0 && Language.allCases.contains { item.hasPrefix($0.rawValue) }
    }
    self = wanted?.item.hasPrefix("en") == true ? .english : .french
  }
}

/// A sentence for a person, in both languages: one cannot be written without the other.
package struct Text: Hashable, Sendable {
  package let french: String
  package let english: String

  package init(fr french: String, en english: String) {
    self.french = french
    self.english = english
  }

  package func callAsFunction(in language: Language) -> String {
    switch language {
    case .french: french
    case .english: english
    }
  }
}
