extension Application {
  /// Where a request leads: in one piece, as it goes through as many hands as the request.
  final class Endpoint: Sendable {
    let route: Int?
    /// How it takes a body, and how many bytes at most.
    let intake: (manner: BodyIntake.Manner, limit: Int)
    let isAside: Bool
    let traffic: Route.Traffic
    let handler: Route.Handler
    let isSocket: Bool

    init(_ index: Int, _ route: Route) {
      self.route = index
      intake = (route.intake.manner, route.intake.limit)
      (isAside, traffic, handler, isSocket) = (route.isAside, route.traffic, route.handler, route.isSocket)
    }

    /// Of no route.
    init(at handler: Route.Handler) {
      route = nil
      intake = (BodyIntake.none.manner, BodyIntake.none.limit)
      (isAside, traffic, self.handler, isSocket) = (false, .bulk, handler, false)
    }
  }

  /// An endpoint with what the path says there.
  struct Admission {
    let endpoint: Endpoint
    var values: PathValues = []
  }
}
