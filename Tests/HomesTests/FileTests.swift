import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

@Suite struct FileTests {
  private static let curve = """
    Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite\r
    14000000000001;Courbe de charge;25/10/2025;28/10/2025;Energie active;Consommation;Comptage Brut;W\r
    Horodate;Valeur\r
    2025-10-26T02:30:00+02:00;100\r
    2025-10-26T03:00:00+02:00;200\r
    2025-10-26T02:30:00+01:00;300\r
    2025-10-26T03:00:00+01:00;\r
    2025-10-26T03:30:00+01:00;500\r

    """

  private func taken(_ text: String, point: String? = nil) async throws -> (TestHomes, TestPerson, String, TestAnswer) {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let home = try await test.addHome(person, point: point)
    let answer = try await send(text, person, home)
    return (test, person, home, answer)
  }

  private func send(
    _ text: String, _ person: TestPerson, _ home: String, packed encoding: String? = nil
  ) async throws -> TestAnswer {
    let bytes = Array(text.utf8)
    let packed = encoding == nil ? bytes : try #require(Gzip.compress(Bytes(bytes), level: 6)).array
    return try await person.app.call(
      .post, "/api/homes/\(home)/readings/file", from: "127.0.0.1",
      headers: ["Cookie", "watts_up_session=\(person.session)", "Content-Type", "text/csv"]
        + (encoding.map { ["Content-Encoding", $0] } ?? []), bytes: packed)
  }

  @Test func `the export of an account is read with its offsets, and is provisional`() async throws {
    let (_, person, home, answer) = try await taken(Self.curve, point: TestHomes.point)
    #expect(answer.status == 201, "\(answer.text)")
    #expect(answer.json["readings"]?.int == 4 && answer.json["quality"]?.text == "provisional")
    #expect(answer.json["kind"]?.text == "curve" && answer.json["direction"]?.text == "drawn")
    let json = try await person.call(.get, "/api/homes/\(home)/readings?from=2025-10-26&to=2025-10-27").json
    let items = (json["items"]?.elements ?? []).map { "\($0["startsAt"]?.text ?? "") \($0["watts"]?.int ?? 0)" }
    #expect(
      items == [
        "2025-10-26T00:00:00Z 100", "2025-10-26T00:30:00Z 200", "2025-10-26T01:00:00Z 300", "2025-10-26T02:00:00Z 500",
      ])
  }

  @Test func `another meter's file is refused, and so is what is no file of readings`() async throws {
    let (_, person, home, answer) = try await taken(Self.curve, point: "14000000000002")
    #expect(answer.status == 422 && answer.problem == "other-point", "\(answer.text)")
    for text in ["", "{}", "[1, 2", "a;b\r\n1;2\r\n", "Horodate;Valeur\r\n", "\u{0}\u{1}"] {
      let refused = try await send(text, person, home)
      #expect(refused.status == 422 && refused.problem == "unreadable-file", "\(text): \(refused.text)")
    }
    #expect(try await person.call(.get, "/api/homes/\(home)/readings").json["items"]?.elements.isEmpty == true)
  }

  @Test(arguments: [
    #"{"meter_reading":{"usage_point_id":"14000000000001","start":"2025-06-01","reading_type":{"unit":"Wh"},"interval_reading":[{"value":"5928","date":"2025-06-01"}]}}"#,
    #"{"usage_point":[{"meter_reading":{"usage_point_id":"XXXXXXXXXXXXXX","start":"2025-06-01","reading_type":{"unit":"Wh","interval_length":"86400"},"interval_reading":[{"value":"5928","rank":"1"}]}}]}"#,
    #"{"idPrm":"14000000000001","pas":"P1D","grandeur":[{"grandeurMetier":"CONS","grandeurPhysique":"EA","points":[{"v":"5928","d":"2025-06-01"}]}]}"#,
    "Identifiant PRM;Unite\n14000000000001;kWh\nHorodate;Valeur\n01/06/2025;5,928\n",
  ])
  func `three generations of answers and a table say the same day`(text: String) async throws {
    let (_, person, home, answer) = try await taken(text, point: TestHomes.point)
    #expect(answer.status == 201, "\(answer.text)")
    let json = try await person.call(.get, "/api/homes/\(home)/readings?kind=daily&from=2025-06-01&to=2025-06-02").json
    #expect(json["items"]?.elements.first?["wh"]?.int == 5928, "\(json)")
    #expect(json["items"]?.elements.first?["quality"]?.text == "provisional")
  }

  @Test(arguments: [
    ("EAS F1;EAS F2;EAS F3;EAS T", "100;50;;150", "300;55;;355", "300;55;;9999"),
    ("EAS F1;EAS F2", "100;50", "300;55", "300;6"),
    ("EAI T", "150", "355", "355"),
  ])
  func `registers are read as what a day has drawn`(
    _ columns: String, _ first: String, _ second: String, _ late: String
  )
    async throws
  {
    let text = """
      Identifiant PRM;Type de donnees;Grandeur metier;Unite
      14000000000001;Index;Consommation;Wh
      Horodate;Type de releve;\(columns)
      2025-06-01T00:00:00+02:00;Arrêté quotidien;\(first)
      2025-06-02T00:00:00+02:00;Arrêté quotidien;\(second)
      2025-06-04T00:00:00+02:00;Arrêté quotidien;\(late)
      """
    let (_, person, home, answer) = try await taken(text)
    #expect(answer.status == 201 && answer.json["kind"] == "daily" && answer.json["readings"] == 1, "\(answer.text)")
    let direction = columns.hasPrefix("EAI") ? "injected" : "drawn"
    let path = "/api/homes/\(home)/readings?kind=daily&direction=\(direction)&from=2025-06-01&to=2025-06-05"
    let items = try await person.call(.get, path).json["items"]?.elements ?? []
    #expect(items.map { $0["wh"] } == [205] && items.first?["startsAt"] == "2025-05-31T22:00:00Z")
  }

  @Test(arguments: [
    (
      "Horodate;Valeur\n2025-06-01T00:30:00+02:00;100\n2025-06-01T01:00:00+02:00;200\n2025-06-01T01:30:00+02:00;300\n",
      "curve", 3
    ),
    ("Horodate;Valeur\n01/06/2025;5928\n02/06/2025;6001\n", "daily", 2),
    ("Horodate;Valeur\n2025-06-01T00:30:00+02:00;100\n", "", 0),
  ])
  func `a table without a head is what its stamps make it`(_ text: String, _ kind: String, _ count: Int) async throws {
    let (_, _, _, answer) = try await taken(text)
    #expect(answer.status == (kind.isEmpty ? 422 : 201), "\(answer.text)")
    #expect(answer.json["kind"]?.text ?? "" == kind && answer.json["readings"]?.int ?? 0 == count)
  }

  @Test func `a list of answers is read as a whole, and one that mixes them is refused with a sentence`() async throws {
    func day(_ day: String, _ quantity: String = "EA", _ point: String = TestHomes.point) -> String {
      #"{"idPrm":"\#(point)","pas":"P1D","grandeur":[{"grandeurMetier":"CONS","grandeurPhysique":"\#(quantity)","points":[{"v":"5928","d":"\#(day)"}]}]}"#
    }
    let (_, person, home, answer) = try await taken("[\(day("2025-06-01")),\(day("2025-06-02")),\(day("2025-06-02"))]")
    #expect(answer.status == 201 && answer.json["days"] == 2, "\(answer.text)")
    for other in [day("2025-06-03", "PMA"), day("2025-06-03", "EA", "14000000000002")] {
      let mixed = try await send("[\(day("2025-06-01")),\(other)]", person, home)
      #expect(mixed.problem == "unreadable-file" && mixed.json["detail"]?.text?.contains("plusieurs") == true)
    }
    #expect(try await send("[\(day("2025-06-01")),{}]", person, home).status == 422)
  }

  @Test func `a packed file is unpacked, and in another packing refused as such`() async throws {
    let (_, person, home, _) = try await taken(Self.curve)
    #expect(try await send(Self.curve, person, home, packed: "gzip").status == 201)
    #expect(try await send(Self.curve, person, home, packed: "br").status == 415)
  }

  @Test func `what Enedis certifies goes before a file, and a file twice changes nothing`() async throws {
    let (test, person, home, _) = try await taken(Self.curve)
    _ = try await send(Self.curve, person, home)
    #expect(try await test.count("select count(*) from home_curve where quality = 'provisional'") == 4)
    let id = try #require(Home.ID(home))
    try await test.database.execute(
      """
      insert into curve_days values (\(id), 'drawn', 'certified', '2025-10-26', 30, array[null, null, null, null, 111])
      """)
    let json = try await person.call(.get, "/api/homes/\(home)/readings?from=2025-10-26&to=2025-10-27").json
    #expect(json["items"]?.elements.first?["watts"]?.int == 111)
  }

  @Test(arguments: [
    #"{"grandeur":[{"grandeurPhysique":"PA","points":[{"v":"1","d":"2025-06-01 00:30:00","p":"PT9223372036854775807H"}]}]}"#,
    #"{"meter_reading":{"start":"9999-12-31","reading_type":{"unit":"W"},"interval_reading":[{"value":"1","rank":9223372036854775807}]}}"#,
    #"{"meter_reading":{"start":"2025-06-01","reading_type":{"unit":"Wh"},"interval_reading":[{"value":"1","rank":-9223372036854775808}]}}"#,
    #"{"grandeur":[{"grandeurPhysique":"EA","points":[{"v":"99999999999999999999","d":"2025-06-01"}]}]}"#,
    #"{"grandeur":[{"grandeurPhysique":"EA","points":[{"v":"1","d":"1900-06-01"},{"v":"1","d":"2200-06-01"}]}]}"#,
    "1;PT9223372036854775807M;W\nHorodate;Valeur\n9999-12-31T23:59:59Z;1\n0000-01-01T00:00:00Z;1\n",
  ])
  func `numbers and days that cannot be are no readings`(text: String) async throws {
    let (test, _, _, answer) = try await taken(text)
    #expect(answer.status == 422 && answer.problem == "unreadable-file", "\(answer.text)")
    #expect(try await test.count("select count(*) from curve_days") == 0)
    #expect(try await test.count("select count(*) from day_readings") == 0)
  }
}
