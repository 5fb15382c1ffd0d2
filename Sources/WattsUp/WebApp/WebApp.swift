import HTTP
import Runtime
import Stations

/// The app as browsers get it: its one page at the addresses of all its screens, its service worker, its files.
struct WebApp: Sendable {
  private let files: StaticFiles
  private let editions: Editions
  private let screens: Set<String>
  private let stations: StationsFeature
  private let publicURL: String?
  private let guests: @Sendable () -> [String]

  /// nil where there is no app to serve. `guests` are the origins that its page may ask beside ours, at this moment.
  init?(
    folder: String, settings: Settings, stations: StationsFeature, guests: @escaping @Sendable () -> [String] = { [] }
  ) throws {
    guard let files = StaticFiles(folder: folder),
      let editions = Editions(folder: folder, prefix: settings.publicPrefix)
    else { return nil }
    self.files = files
    self.editions = editions
    self.stations = stations
    self.guests = guests
    screens = try Screens.firstNames(in: folder)
    publicURL = settings.publicURL
  }

  func serve(_ request: Request) throws -> Reply {
    let segments = request.target.segments
    if isWorker(segments) { return editions.current.worker.reply(to: request) }
    guard isScreen(segments) else { return try file(request) }
    guard segments.count == 2, segments[0] == "s", let id = Station.ID(segments[1]) else {
      return plainPage(request)
    }
    return .later { await page(of: id, request) }
  }

  /// True of an address that `serve` leads to something.
  func has(_ target: Target) -> Bool {
    isWorker(target.segments) || isScreen(target.segments) || files.has(target)
  }

  /// It has power over what stands beside it and below, so it has an address of its own at the top.
  private func isWorker(_ segments: [String]) -> Bool { segments == ["service-worker.js"] }

  private func isScreen(_ segments: [String]) -> Bool { segments == [""] || screens.contains(segments[0]) }

  /// Somebody who follows an address that leads nowhere gets the page, which says so and shows the way back. A program, or a
  /// page that lacks a file, is told in its own terms.
  private func file(_ request: Request) throws -> Reply {
    do {
      return try files.serve(request)
    } catch let problem as Problem where problem.kind == .notFound && isReader(request) {
      return .fresh(Response(.notFound, .bytes(editions.current.html.bytes), type: .html).welcoming(guests()))
    }
  }

  private func isReader(_ request: Request) -> Bool {
    request.target.segments.first != "api"
      && request.headers["Accept"]?.split(separator: ",").contains { $0.hasPrefix("text/html") } == true
  }

  private func plainPage(_ request: Request) -> Reply {
    let (edition, guests) = (editions.current, guests())
    if guests.isEmpty { return edition.page.reply(to: request) }
    // What it may ask is a part of the page: a browser that keeps an older one gets it anew.
    let tag = EntityTag("\(edition.version.opaque).\(EntityTag(of: Bytes(guests.joined(separator: " "))).opaque)")
    return .fresh(
      Response(.ok, .bytes(edition.html.bytes), type: .html, cache: .revalidated).tagged(tag).welcoming(guests))
  }

  // MARK: A link to a station

  /// The page, with a head that tells other programs what the link leads to. Where that cannot be told it is the page as
  /// everywhere.
  private func page(of id: Station.ID, _ request: Request) async -> Response {
    let edition = editions.current
    let guests = guests()
    guard let preview = await preview(of: id) else { return edition.page.response(to: request).welcoming(guests) }
    let link = StationLink(
      id: id, preview: preview, site: publicURL ?? request.ownSite ?? "", language: request.language)
    let bytes = edition.html.about(link.head)
    let said = Bytes(bytes.text + guests.joined(separator: " "))
    return Response(.ok, .bytes(bytes), type: .html, cache: .revalidated)
      .tagged(EntityTag("\(edition.version.opaque).\(EntityTag(of: said).opaque)")).header("Vary", "Accept-Language")
      .welcoming(guests)
  }

  /// nil as well when the database takes its time: the page does not wait for it.
  private func preview(of id: Station.ID) async -> StationPreview? {
    await withTaskGroup(of: StationPreview?.self) { group in
      group.addTask { try? await stations.preview(of: id) }
      group.addTask {
        try? await Task.sleep(for: .milliseconds(500))
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }
}

extension Response {
  /// A page that may also ask these origins.
  fileprivate func welcoming(_ guests: [String]) -> Response {
    guests.isEmpty ? self : header(ContentPolicy.name, ContentPolicy.text(guests: guests))
  }
}
