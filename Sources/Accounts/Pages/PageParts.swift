package import HTTP
import Resources
package import Runtime

extension PageReader {
  /// By the clock on the wall of a place.
  package func time(_ instant: Instant, in zone: String) -> HTML {
    let local = (Zone.named(zone) ?? Zone.named("UTC"))?.local(instant)
    func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    guard let local else { return HTML(instant.description) }
    let clock = "\(digits(local.second / 3600)):\(digits(local.second / 60 % 60))"
    let day = local.day
    return Tag.time(.the(.datetime, instant.description)) {
      text("\(digits(day.day))/\(digits(day.month))/\(day.year) \(clock)", "\(day.text) \(clock)")
    }
  }

  /// A value with its unit, as this language writes it.
  package func value(_ value: Double, _ unit: String) -> String {
    let number = value.short
    return (language == .french ? number.replacing(".", with: ",") : number) + "\u{a0}" + unit
  }

  /// A section of a page.
  package func card(_ title: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
    let content = content()
    return Tag.section(.class("card")) {
      Tag.h2(title)
      content
    }
  }

  package func tag(_ text: String, state: String? = nil) -> HTML {
    guard let state else { return Tag.span(text, .class("tag")) }
    return Tag.span(text, .class("tag"), .the(.state, state))
  }

  /// A series as a picture, by day and by night, with the way to its numbers.
  package func picture(of series: LocalLink, _ name: String, from: Instant, to: Instant) -> HTML {
    let chart: LocalLink = "\(link: series)/chart.svg?from=\(from)&to=\(to)"
    let (wide, narrow): (LocalLink, LocalLink) = (
      "\(link: chart)&width=640&height=320", "\(link: chart)&width=360&height=220"
    )
    let (phone, night) = ("(max-width: 600px)", "(prefers-color-scheme: dark)")
    return Tag.figure {
      Tag.figcaption {
        Tag.strong(name)
        Tag.a(.to("\(link: series)?from=\(from)&to=\(to)")) { text("Données (JSON)", "Data (JSON)") }
      }
      Tag.picture {
        Tag.source(.shows(oneOf: "\(link: narrow)&theme=dark"), .the(.media, "\(phone) and \(night)"))
        Tag.source(.shows(oneOf: "\(link: narrow)&theme=light"), .the(.media, phone))
        Tag.source(.shows(oneOf: "\(link: wide)&theme=dark"), .the(.media, night))
        Tag.img(.shows("\(link: wide)&theme=light"), .the(.alt, name), .the(.width, "640"), .the(.height, "320"))
      }
    }
  }

  /// The spans that pictures are drawn for, in days, and the links between them.
  package func spans(at page: LocalLink, shown: Int) -> HTML {
    Tag.nav(.class("inline"), .the(.label, text("Durée", "Span"))) {
      for span in [1, 7, 30] {
        let name = text(span == 1 ? "24 heures" : "\(span) jours", span == 1 ? "24 hours" : "\(span) days")
        let link: LocalLink = "\(link: page)?days=\(span)"
        if span == shown {
          Tag.a(.class("button small primary"), .to(link), .the(.current, "true")) { name }
        } else {
          Tag.a(.class("button small"), .to(link)) { name }
        }
      }
    }
  }
}

/// What a page with pictures may be asked.
package struct SpanQuery: Decodable, Sendable {
  let days: Int?

  /// One of those that are offered.
  package var shown: Int { days.flatMap { [1, 7, 30].contains($0) ? $0 : nil } ?? 1 }
}
