package import HTTP

/// A page that the server draws, which needs no script.
package struct ServerPage: Sendable {
  package struct Crumb: Sendable {
    let name: String
    let link: LocalLink

    package init(_ name: String, _ link: LocalLink) { (self.name, self.link) = (name, link) }
  }

  package let title: String
  /// The pages above this one.
  package var crumbs: [Crumb] = []
  package var status = Status.ok
  /// What leads on into the app, where a browser runs it.
  package var script: LocalLink?
  package let content: HTML

  package init(_ title: String, under crumbs: [Crumb] = [], status: Status = .ok, content: HTML) {
    (self.title, self.crumbs, self.status, self.content) = (title, crumbs, status, content)
  }
}

/// What every page shows beside its own.
package struct PageFrame: Sendable {
  package let language: Language
  /// Of whoever is signed in.
  package let person: String?
  /// Under which a proxy serves us.
  package let folder: String
  package var flash: Flash?
  /// Where one can always go.
  package var sections: [ServerPage.Crumb] = []

  package init(language: Language, person: String?, folder: String, flash: Flash? = nil) {
    (self.language, self.person, self.folder, self.flash) = (language, person, folder, flash)
  }

  package func response(_ page: ServerPage) -> Response {
    let html = Tag.html(.the(.lang, language.rawValue)) {
      head(page)
      Tag.body(.class("explorer")) {
        Tag.a(.class("skip"), .to(part: "content")) {
          Text(fr: "Aller au contenu", en: "Skip to content")(in: language)
        }
        header
        Tag.main(.the(.id, "content")) {
          trail(page)
          if let flash { Tag.p(flash.text(in: language), .class("notice good"), .the(.role, "status")) }
          Tag.h1(page.title)
          page.content
        }
      }
    }
    return Response(page.status, .bytes(html.page(below: folder)), type: .html)
  }

  private func head(_ page: ServerPage) -> HTML {
    Tag.head {
      Tag.meta(.the(.charset, "utf-8"))
      Tag.meta(.the(.name, "viewport"), .the(.content, "width=device-width, initial-scale=1"))
      Tag.meta(.the(.name, "color-scheme"), .the(.content, "light dark"))
      Tag.title("\(page.title) · Watts Up")
      Tag.link(.the(.rel, "icon"), .to("icon.svg"), .the(.type, "image/svg+xml"))
      Tag.link(.the(.rel, "stylesheet"), .to("style/base.css"))
      Tag.link(.the(.rel, "stylesheet"), .to("style/parts.css"))
      Tag.link(.the(.rel, "stylesheet"), .to("style/explorer.css"))
      page.script.map(HTML.script)
    }
  }

  private var header: HTML {
    Tag.header {
      Tag.a(.class("home"), .to("")) { "Watts Up" }
      if person != nil {
        Tag.nav(.the(.label, Text(fr: "Rubriques", en: "Sections")(in: language))) {
          for section in sections { Tag.a(.to(section.link)) { section.name } }
        }
      }
      if let person {
        Tag.form(.posts(to: "explorer/sign-out")) {
          Tag.span(person, .class("muted"))
          Tag.button(Text(fr: "Se déconnecter", en: "Sign out")(in: language), .class("button small"))
        }
      }
    }
  }

  private func trail(_ page: ServerPage) -> HTML {
    guard !page.crumbs.isEmpty else { return HTML() }
    return Tag.nav(.the(.label, Text(fr: "Fil d'Ariane", en: "Breadcrumb")(in: language))) {
      Tag.ol(.class("trail")) {
        for crumb in page.crumbs { Tag.li { Tag.a(.to(crumb.link)) { crumb.name } } }
      }
    }
  }
}
