import HTTP
import Runtime
import Synchronization

/// The box's page at home: routes and files, without a network beyond.
struct BoxPage: Sendable {
  let routes: [Route]
  private let files: StaticFiles?

  /// `folder` holds the app's files, of which the page needs its own, the styles and the font.
  init(_ box: Box, folder: String?) {
    let access = PageAccess(box)
    let (now, today, relay) = (ShowNow(box: box), ShowToday(box: box), ChangeRelay(box: box))
    routes = [
      Route(.get, "/api/now", access: access.reading, "All that the box knows of this moment") {
        (_: Call<Nothing, Nothing, NoBody>, _) in try now()
      },
      Route(.get, "/api/today", access: access.reading, "Today's half-hours") {
        (_: Call<Nothing, Nothing, NoBody>, _) in try today.figures()
      },
      Route(.get, "/api/today/chart.svg", access: access.reading, "Today's half-hours as a picture") {
        (call: Call<Nothing, ShowToday.Look, NoBody>, _) in try await today.picture(call.query, call.request)
      },
      Route(.get, "/api/relay", access: access.reading, "The relay, and the warning") {
        (call: Call<Nothing, Nothing, NoBody>, _) in relay.show(in: call.request.language)
      },
      Route(.post, "/api/relay", access: access.changing, "Switch by hand") {
        (call: Call<Nothing, Nothing, JSONBody<ChangeRelay.Wish>>, _) in
        try relay.change(call.body, in: call.request.language)
      },
      Route(.put, "/api/relay/arming", access: access.changing, "Arm the relay") {
        (call: Call<Nothing, Nothing, JSONBody<ChangeRelay.Arming>>, _) in
        try relay.arm(call.body, in: call.request.language)
      },
      Route(.delete, "/api/relay/arming", access: access.changing, "Disarm the relay") {
        (_: Call<Nothing, Nothing, NoBody>, _) in try relay.disarm()
      },
      Route(.post, "/api/alarms/silence", access: access.changing, "Be quiet until there is another cause") {
        (_: Call<Nothing, Nothing, NoBody>, _) in
        box.state.withLock { $0.buzzer.silence() }
        return .noContent
      },
    ]
    files = folder.flatMap { StaticFiles(folder: $0) }
  }

  /// Files that the page is made of; the app has others.
  func file(_ request: Request) throws -> Reply {
    guard let files, PageAccess.isOfHome(request.headers["Host"] ?? "") else { throw Problem(.notFound) }
    let segments = request.target.segments
    if segments == [""], let page = Target("/box/index.html") {
      return try files.serve(
        Request(
          id: request.id, method: request.method, target: page, headers: request.headers, client: request.client,
          network: request.network, receivedAt: request.receivedAt))
    }
    guard let first = segments.first, ["box", "style", "vendor", "icon.svg"].contains(first) else {
      throw Problem(.notFound)
    }
    return try files.serve(request)
  }
}
