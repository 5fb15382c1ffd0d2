/// `/tiles/{z}/{x}/{y}.mvt`: literal segments, and named ones that may end in a fixed suffix.
package struct PathPattern: Sendable, Hashable, CustomStringConvertible {
  enum Segment: Sendable, Hashable {
    case literal(String)
    case named(String, suffix: String)
  }

  package let description: String
  let segments: [Segment]
  let names: [String]

  init(_ text: StaticString) {
    description = "\(text)"
    segments = description.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
      guard part.first == "{", let end = part.firstIndex(of: "}") else { return .literal(String(part)) }
      let name = part[part.index(after: part.startIndex)..<end]
      return .named(String(name), suffix: String(part[part.index(after: end)...]))
    }
    names = segments.compactMap { if case .named(let name, _) = $0 { name } else { nil } }
  }
}

package typealias PathValues = [(name: String, value: String)]
