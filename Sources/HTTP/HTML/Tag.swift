/// The elements that our pages are made of: `Tag.p(.class("hint")) { "Text" }`. Neither scripts nor styles are among them.
package enum Tag: String, Sendable {
  case html, head, meta, title, link, body
  case header, nav, main, section, article, footer, div, span
  case h1, h2, h3, p, ul, ol, li, dl, dt, dd, a, strong, small, code, time, br, hr, b
  case table, caption, thead, tbody, tr, th, td
  case form, fieldset, legend, label, input, select, option, button, output
  case picture, source, img, figure, figcaption, details, summary

  var isVoid: Bool {
    switch self {
    case .meta, .link, .br, .hr, .input, .source, .img: true
    default: false
    }
  }

  package func callAsFunction(
    _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
  ) -> HTML {
    HTML(self, attributes, content())
  }

  /// An element whose attributes are counted elsewhere, and that holds nothing.
  package func with(_ attributes: [Attribute]) -> HTML { HTML(self, attributes, HTML()) }

  /// An element that holds nothing but a text.
  package func callAsFunction(_ text: String, _ attributes: Attribute...) -> HTML { HTML(self, attributes, HTML(text)) }
}

/// What stands in the braces behind an element, in order. A string is a text.
@resultBuilder
package enum HTMLBuilder {
  package static func buildExpression(_ part: HTML) -> HTML { part }
  package static func buildExpression(_ text: String) -> HTML { HTML(text) }
  package static func buildExpression(_ part: HTML?) -> HTML { part ?? HTML() }
  package static func buildBlock(_ parts: HTML...) -> HTML { HTML(parts) }
  package static func buildArray(_ parts: [HTML]) -> HTML { HTML(parts) }
  package static func buildOptional(_ part: HTML?) -> HTML { part ?? HTML() }
  package static func buildEither(first part: HTML) -> HTML { part }
  package static func buildEither(second part: HTML) -> HTML { part }
}
