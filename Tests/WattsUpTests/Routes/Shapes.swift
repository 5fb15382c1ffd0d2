import HTTP
import TestSupport

/// What an answer lacks of what the OpenAPI document says of it, what it has beside that, and what is of another kind.
struct Shapes {
  let document: JSON

  func faults(_ value: JSON, _ schema: JSON, at path: String = "") -> [String] {
    if case .string(let reference)? = schema["$ref"] { return faults(value, resolved(reference), at: path) }
    if let choices = schema["anyOf"]?.elements {
      let found = choices.map { faults(value, $0, at: path) }
      return found.contains { $0.isEmpty } ? [] : found.first ?? []
    }
    if let parts = schema["allOf"]?.elements, !parts.isEmpty { return parts.flatMap { faults(value, $0, at: path) } }
    let kinds = schema["type"]?.elements.compactMap(\.text) ?? []
    let allowed = kinds.isEmpty ? [schema["type"]?.text].compactMap { $0 } : kinds
    guard allowed.isEmpty || allowed.contains(where: { Self.isKind(value, $0) }) else {
      return ["\(path) is \(value), not \(allowed)"]
    }
    switch value {
    case .object(let members): return memberFaults(members, schema, at: path)
    case .array(let elements):
      guard let item = schema["items"] else { return [] }
      return elements.enumerated().flatMap { faults($0.element, item, at: "\(path)/\($0.offset)") }
    default: return schema["enum"].map { $0.elements.contains(value) ? [] : ["\(path): \(value)"] } ?? []
    }
  }

  private func memberFaults(_ members: [(String, JSON)], _ schema: JSON, at path: String) -> [String] {
    let missing = (schema["required"]?.elements ?? []).compactMap(\.text).filter { name in
      !members.contains { $0.0 == name }
    }
    let others = members.flatMap { name, value -> [String] in
      if let known = schema["properties"]?[name] { return faults(value, known, at: "\(path)/\(name)") }
      if schema["additionalProperties"] == false { return ["\(path)/\(name) is not described"] }
      guard let any = schema["additionalProperties"], case .object = any else { return [] }
      return faults(value, any, at: "\(path)/\(name)")
    }
    return missing.map { "\(path)/\($0) is missing" } + others
  }

  private func resolved(_ reference: String) -> JSON {
    reference.split(separator: "/").dropFirst().reduce(document as JSON?) { $0?[String($1)] } ?? .null
  }

  private static func isKind(_ value: JSON, _ name: String) -> Bool {
    switch (value, name) {
    case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"), (.object, "object"),
      (.number, "number"):
      true
    case (.number(let text), "integer"): Int(text) != nil
    default: false
    }
  }

  // MARK: What the document promises

  /// Objects of an answer of which a property may be left out: those of links apart there is none.
  func openShapes(_ schema: JSON, seen: inout Set<String>) -> [String] {
    switch schema {
    case .array(let elements): return elements.flatMap { openShapes($0, seen: &seen) }
    case .object(let members):
      var open: [String] = []
      if case .string(let reference)? = schema["$ref"] {
        guard !reference.hasSuffix("/Links"), seen.insert(reference).inserted else { return [] }
        open += openShapes(resolved(reference), seen: &seen)
      }
      if case .object(let properties)? = schema["properties"] {
        let needed = schema["required"]?.elements.compactMap(\.text) ?? []
        open += properties.map(\.0).filter { !needed.contains($0) }
      }
      return open + members.flatMap { openShapes($0.1, seen: &seen) }
    default: return []
    }
  }
}
