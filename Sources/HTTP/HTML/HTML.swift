/// Markup that text cannot be confused with: it is made of elements, which are named in the source, and of texts, which are
/// escaped whatever they hold. No string becomes markup, not even a literal.
package struct HTML: Sendable {
  /// NUL, which no text can hold here, stands where the folder goes under which people find us.
  fileprivate var markup = ""

  package init() {}

  /// A text, as it is to be read.
  package init(_ text: String) { markup = text.escaped }

  package init(_ parts: [HTML]) { markup = parts.map(\.markup).joined() }

  init(_ tag: Tag, _ attributes: [Attribute], _ content: HTML) {
    let end = tag.isVoid ? "" : "</\(tag.rawValue)>"
    markup = "<\(tag.rawValue)\(attributes.map(\.markup).joined())>\(content.markup)\(end)"
  }

  /// A file of the app that runs beside a page. Nothing that a script is made of can be written here: it is named.
  package static func script(_ file: LocalLink) -> HTML {
    var html = HTML()
    html.markup = "<script type=\"module\"\(Attribute.shows(file).markup)></script>"
    return html
  }

  package var isEmpty: Bool { markup.isEmpty }

  /// A whole page.
  /// - Parameter folder: under which a proxy serves us; empty as a rule.
  package func page(below folder: String) -> Bytes {
    Bytes(
      "<!doctype html>\n"
        + markup.split(separator: "\0", omittingEmptySubsequences: false).joined(separator: folder.escaped))
  }
}

extension HTML: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) { self.init(text) }
}

/// What an element says of itself. An address is one of ours, and there is no way to write a script or a style.
package struct Attribute: Sendable {
  package enum Name: String, Sendable {
    case id, lang, name, value, type, `for`, rel, content, charset, alt, title, role, width, height, media, datetime,
      min
    case max, step, autocomplete, inputmode, colspan, scope, sizes
    case className = "class"
    case longest = "maxlength"
    case label = "aria-label"
    case current = "aria-current"
    case describedBy = "aria-describedby"
    case invalid = "aria-invalid"
    case state = "data-state"
  }

  package enum Flag: String, Sendable { case required, checked, selected, disabled, open, autofocus, multiple }

  fileprivate let markup: String

  package static func the(_ name: Name, _ value: String) -> Attribute {
    Attribute(markup: " \(name.rawValue)=\"\(value.escaped)\"")
  }

  /// Nothing where it is not so.
  package static func `is`(_ flag: Flag, when condition: Bool = true) -> Attribute {
    Attribute(markup: condition ? " \(flag.rawValue)" : "")
  }

  package static func `class`(_ names: String) -> Attribute { the(.className, names) }

  /// Of a link.
  package static func to(_ link: LocalLink) -> Attribute { link.attribute("href") }
  /// Of a link to a part of the same page.
  package static func to(part id: StaticString) -> Attribute { Attribute(markup: " href=\"#\("\(id)".escaped)\"") }
  /// Of a picture.
  package static func shows(_ link: LocalLink) -> Attribute { link.attribute("src") }
  /// Of one of several pictures.
  package static func shows(oneOf link: LocalLink) -> Attribute { link.attribute("srcset") }
  /// Of a form that changes something.
  package static func posts(to link: LocalLink) -> Attribute {
    Attribute(markup: " method=\"post\"" + link.attribute("action").markup)
  }
  /// Of a form that asks.
  package static func asks(_ link: LocalLink) -> Attribute {
    Attribute(markup: " method=\"get\"" + link.attribute("action").markup)
  }
}

extension LocalLink {
  fileprivate func attribute(_ name: StaticString) -> Attribute {
    Attribute(markup: " \(name)=\"\0\(path.escaped)\"")
  }
}

extension String {
  /// As text, and as the value of an attribute in double quotes.
  fileprivate var escaped: String {
    var escaped = ""
    escaped.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\0": continue
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
