import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Favourites

@Suite struct FavouriteTests {
  private func path(_ station: String) -> String { "/api/favourites/\(station)" }

  @Test func `a station is kept once however often one says so, and let go of`() async throws {
    let test = try await TestFavourites.make()
    let station = try await test.station()
    #expect(try await test.driver.call(.get, path(station)).problem == "not-found")
    let made = try await test.driver.call(.put, path(station))
    #expect(made.status == 201 && made.headers["Location"] == path(station))
    #expect(made.json["id"]?.text == station && made.json["name"] == "Halles" && made.json["withdrawnAt"] == .null)
    #expect(made.json["points"]?["total"] == 2 && made.json["points"]?["free"] == 2)
    let again = try await test.driver.call(.put, path(station))
    #expect(again.status == 200 && again.json["favouritedAt"] == made.json["favouritedAt"])
    #expect(try await test.driver.call(.get, path(station)).json == again.json)
    #expect(try await test.driver.call(.get, "/api/favourites").json["items"]?.elements == [again.json])
    for _ in 0..<2 { #expect(try await test.driver.call(.delete, path(station)).status == 204) }
    #expect(try await test.driver.call(.get, path(station)).status == 404)
    #expect(try await test.driver.call(.get, "/api/favourites").json["items"]?.elements.isEmpty == true)
  }

  @Test func `a favourite is what the list of stations says of it, and since when`() async throws {
    let test = try await TestFavourites.make()
    let station = try await test.station()
    let kept = try await test.driver.call(.put, path(station)).json
    let listed = try #require(
      try await test.people.app.call(.get, "/api/stations?near=48.86,2.33").json["items"]?.elements.first)
    guard case .object(let members) = listed, case .object(let own) = kept else { throw WaitedInVain("objects") }
    for (name, value) in members where name != "distanceM" { #expect(kept[name] == value, "\(name)") }
    #expect(Set(own.map(\.0)).subtracting(members.map(\.0)) == ["favouritedAt", "withdrawnAt"])
    let documented = Schema.of(Favourite.self).json["properties"]
    guard case .object(let described)? = documented else { throw WaitedInVain("a schema") }
    #expect(Set(described.map(\.0)) == Set(own.map(\.0)))
  }

  @Test func `the list goes on page by page, also when something is let go of meanwhile`() async throws {
    let test = try await TestFavourites.make()
    var kept: [String] = []
    for number in 0..<5 {
      kept.append(try await test.station("S\(number)"))
      #expect(try await test.driver.call(.put, path(kept[number])).status == 201)
    }
    let wanted = try await test.people.database.query(
      "select station_id::text from favourites order by id desc"
    ) { try $0.next(String.self) }
    #expect(Set(wanted) == Set(kept))
    var (found, next) = ([String](), "/api/favourites?limit=2" as String?)
    while let address = next {
      let page = try await test.driver.call(.get, address)
      found += page.json["items"]?.elements.compactMap { $0["id"]?.text } ?? []
      next = page.json["_links"]?["next"]?["href"]?.text
      // That of the cursor: the rest is found all the same.
      if let last = found.last { _ = try await test.driver.call(.delete, path(last)) }
    }
    #expect(found == wanted)
  }

  @Test func `a station that is withdrawn stays a favourite, says so, and cannot become one`() async throws {
    let test = try await TestFavourites.make()
    let (kept, other) = (try await test.station(), try await test.station("Autre"))
    _ = try await test.driver.call(.put, path(kept))
    for station in [kept, other] { try await test.withdraw(station) }
    let shown = try await test.driver.call(.get, path(kept))
    #expect(shown.status == 200 && shown.json["withdrawnAt"]?.text != nil && shown.json["points"]?["total"] == 0)
    #expect(try await test.driver.call(.get, "/api/favourites").json["items"]?.elements == [shown.json])
    #expect(try await test.driver.call(.put, path(kept)).status == 200)
    let refused = try await test.driver.call(.put, path(other))
    #expect(refused.status == 404 && refused.json["detail"] == "Cette station n'existe pas.")
    #expect(try await test.driver.call(.put, path("00000000-0000-7000-8000-000000000000")).status == 404)
  }

  @Test func `nobody keeps more than two hundred, not even with two requests at once`() async throws {
    let test = try await TestFavourites.make()
    var stations: [String] = []
    for number in 0..<3 { stations.append(try await test.station("S\(number)")) }
    try await test.people.database.execute(
      """
      with made as (
        insert into stations (id, irve_id, name, location, source)
        select gen_random_uuid(), 'N' || n, 'N', st_setsrid(st_point(2, 48), 4326), 'irve' from generate_series(1, 198) n
        returning id
      )
      insert into favourites (id, account_id, station_id, created_at)
      select gen_random_uuid(), \(test.driver.id)::text::uuid, id, \(test.people.clock.now) from made
      """)
    #expect(try await test.driver.call(.put, path(stations[0])).status == 201)
    let (second, third) = (path(stations[1]), path(stations[2]))
    async let one = test.driver.call(.put, second)
    async let other = test.driver.call(.put, third)
    let answers = try await [one, other]
    #expect(answers.map(\.status).sorted() == [201, 409])
    #expect(answers.contains { $0.problem == "quota-reached" })
    #expect(try await test.driver.call(.get, "/api/favourites?limit=200").json["items"]?.elements.count == 200)
    // One that is there already needs no room.
    #expect(try await test.driver.call(.put, path(stations[0])).status == 200)
  }

  @Test func `favourites are their owner's alone, go into the export, and go with the account`() async throws {
    let test = try await TestFavourites.make()
    let station = try await test.station()
    _ = try await test.driver.call(.put, path(station))
    let stranger = try await test.people.person("sam@example.org")
    #expect(try await stranger.call(.get, path(station)).status == 404)
    #expect(try await stranger.call(.delete, path(station)).status == 204)
    #expect(try await test.people.app.call(.put, path(station)).status == 401)
    let exported = try await test.driver.call(.get, "/api/account/export").json["favourites"]?.elements
    #expect(exported?.map { $0["stationId"] } == [.string(station)] && exported?.first?["name"] == "Halles")
    let left = try await test.driver.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
    #expect(left.status == 204)
    let count = try await test.people.database.first("select count(*) from favourites") { try $0.next(Int.self) }
    #expect(count == 0)
  }
}
