package import HTTP

/// Stations and their charge points: what is shown of them, and how administrators change them.
package struct StationsFeature: Sendable {
  package init() {}

  package var feature: Feature { Feature(routes: []) }
}
