/// What a slice gives to the whole: its routes, and the names under which `GET /api` tells of them.
package struct Feature: Sendable {
  package let routes: [Route]
  package let links: Links

  package init(routes: [Route], links: Links = Links()) {
    self.routes = routes
    self.links = links
  }
}
