package import Runtime

/// A slice's part of the whole: its routes, the names under which `GET /api` tells of them, its work in the background.
package struct Feature: Sendable {
  package let routes: [Route]
  package let links: Links
  package let work: [BackgroundWork]

  package init(routes: [Route], links: Links = Links(), work: [BackgroundWork] = []) {
    self.routes = routes
    self.links = links
    self.work = work
  }
}
