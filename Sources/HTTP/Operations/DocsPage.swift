/// The OpenAPI document as a page for people: plain HTML, no script, the same words.
package enum DocsPage {
  package static func html(_ document: JSON, stylesheet: String) -> String {
    var page = """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Watts Up – API</title>
      <link rel="stylesheet" href="\(escape(stylesheet))">
      <main class="docs">
      <h1>Watts Up API</h1>
      <p>\(escape(text(document["info"]?["description"])))
      Start at <a href="/api">/api</a>; the same as a document: <a href="/api/openapi.json">openapi.json</a>.</p>

      """
    for (path, operations) in members(document["paths"]) {
      for (method, operation) in members(operations) { page += section(method, path, operation) }
    }
    page += "<h2>Shapes</h2>\n"
    for (name, schema) in members(document["components"]?["schemas"]) {
      page += "<details id=\"\(escape(name))\"><summary>\(escape(name))</summary>\(code(schema))</details>\n"
    }
    return page + "</main>\n</html>\n"
  }

  private static func section(_ method: String, _ path: String, _ operation: JSON) -> String {
    let verb = operation["x-websocket"] == true ? "ws" : method
    var section = """
      <details class="operation"><summary><b class="\(verb)">\(verb.uppercased())</b> <code>\(escape(path))</code>
      <small>\(escape(text(operation["x-access"])))</small> \(escape(text(operation["summary"])))</summary>

      """
    if case .array(let parameters)? = operation["parameters"] {
      section += "<table><tr><th>Parameter<th>In<th>Needed<th>Holds</tr>\n"
      for parameter in parameters {
        section += "<tr><td><code>\(escape(text(parameter["name"])))</code><td>\(escape(text(parameter["in"])))"
        section += "<td>\(parameter["required"] == true ? "yes" : "no")<td>\(code(parameter["schema"] ?? .null))</tr>\n"
      }
      section += "</table>\n"
    }
    if let body = operation["requestBody"]?["content"] { section += "<h3>Body</h3>\(content(body))" }
    for (status, answer) in members(operation["responses"]) where status != "default" {
      section += "<h3>\(escape(status)) \(escape(text(answer["description"])))</h3>\(content(answer["content"]))"
    }
    if let said = operation["x-sends"] { section += "<h3>We send</h3>\(code(said))" }
    if let heard = operation["x-hears"] { section += "<h3>We hear</h3>\(code(heard))" }
    return section + "</details>\n"
  }

  private static func content(_ content: JSON?) -> String {
    members(content).map { type, value in
      "<p>\(escape(type))</p>" + (value["schema"].map(code) ?? "")
    }.joined()
  }

  private static func code(_ schema: JSON) -> String {
    if case .string(let reference)? = schema["$ref"], let name = reference.split(separator: "/").last {
      return "<p><a href=\"#\(escape(String(name)))\">\(escape(String(name)))</a></p>"
    }
    return "<pre>\(escape(indented(schema)))</pre>"
  }

  private static func indented(_ json: JSON, _ margin: String = "") -> String {
    let inner = margin + "  "
    switch json {
    case .object(let members) where !members.isEmpty:
      let lines = members.map { "\(inner)\"\($0.0)\": \(indented($0.1, inner))" }
      return "{\n\(lines.joined(separator: ",\n"))\n\(margin)}"
    case .array(let elements) where elements.contains { if case .object = $0 { true } else { false } }:
      return "[\n\(elements.map { inner + indented($0, inner) }.joined(separator: ",\n"))\n\(margin)]"
    default: return json.serialized().text
    }
  }

  private static func members(_ json: JSON?) -> [(String, JSON)] {
    if case .object(let members)? = json { members } else { [] }
  }

  private static func text(_ json: JSON?) -> String {
    if case .string(let text)? = json { text } else { "" }
  }

  private static func escape(_ text: String) -> String { text.escapedForHTML }
}
