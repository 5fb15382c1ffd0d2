import Accounts
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import WattsUp

/// The energy half, asked once.
extension ShapeTests {
  func homes(_ walk: Walk) async throws {
    let body: JSON = [
      "name": "Chez nous", "people": ["adults": 2], "heating": "gas", "hasSolar": true,
      "usagePointId": "14000000000001",
    ]
    let id = try #require(try await walk.ask(walk.driver, .post, "/api/homes", json: body, status: 201)["id"]?.text)
    let path = "/api/homes/\(id)"
    let wanted: JSON = ["purposes": ["game"], "scope": ["daily"]]
    try await walk.ask(walk.driver, .post, path + "/consents", json: wanted, status: 201)
    try await walk.ask(walk.driver, .get, path + "/consents")
    let file: JSON = [
      "grandeur": [["grandeurPhysique": "EA", "points": [["v": "5928", "d": "2026-06-01"]]]], "pas": "P1D",
    ]
    try await walk.ask(walk.driver, .post, path + "/readings/file", json: file, status: 201)
    try await walk.ask(walk.driver, .get, path + "/readings?kind=daily&from=2026-06-01&to=2026-06-03")
    let home = try #require(Identifier<Void>(id))
    try await walk.program.people.database.execute(
      """
      insert into enedis_series values (\(home), 'curve', 'drawn', '14000000000001', '2026-01-01', '2026-01-01',
        '2026-02-01', 1, null, now(), null, 0, 'ADAM-ERR0075')
      """)
    try await walk.program.people.database.execute(
      """
      insert into home_contracts (home_id, usage_point, directions, subscribed_va, tariff, read_at, due_at)
      values (\(home), '14000000000001', '{drawn}', 9000, 'BT', now(), now())
      """)
    try await walk.ask(walk.driver, .get, path + "/gaps?from=2026-01-01")
    try await walk.ask(walk.driver, .get, "/api/homes")
    try await walk.ask(walk.driver, .get, path)
    try await walk.ask(walk.driver, .patch, path, json: ["name": "Ici"])
    try await walk.ask(walk.admin, .get, "/api/admin/homes")
  }

  func community(_ walk: Walk) async throws {
    for path in ["ideas", "catalogue"] { try await walk.ask(nil, .get, "/api/community/\(path)") }
    try await walk.ask(walk.driver, .get, "/api/community/me")
    let season: JSON = ["name": "Automne", "from": "2026-11-02", "to": "2027-01-03"]
    let opened = try await walk.ask(walk.admin, .post, "/api/admin/community/seasons", json: season, status: 201)
    try await walk.change("/api/admin/community/seasons/\(try #require(opened["id"]?.text))", ["name": "Hiver"])
    try await walk.ask(walk.driver, .get, "/api/community/seasons")
    let home = try await walk.ask(walk.driver, .get, "/api/homes")["items"]?.elements.first?["id"]
    try await walk.program.people.database.execute(
      "update homes set point_state = 'owned', usage_point = coalesce(usage_point, '14000000000009')")
    let player = try await walk.ask(
      walk.driver, .post, "/api/community/players", json: ["homeId": home ?? .null], status: 201)
    let path = "/api/community/players/\(try #require(player["id"]?.text))"
    try await walk.ask(walk.driver, .get, path)
    try await walk.ask(walk.driver, .patch, path, json: ["pseudonym": "Loutre"])
    let team = try await walk.ask(walk.driver, .post, "/api/community/teams", json: ["name": "Lilas"], status: 201)
    let id = try #require(team["id"]?.text)
    try await walk.ask(walk.driver, .get, "/api/community/teams/\(id)")
    let left = try await walk.driver.call(.delete, "/api/community/teams/\(id)/members/me")
    #expect(left.status == 204)
    let code: JSON = ["code": try #require(team["code"])]
    try await walk.ask(walk.driver, .post, "/api/community/teams/join", json: code, status: 201)
    try await play(walk)
    for path in ["me", "podium", "points", "actions", "sheddings"] {
      try await walk.ask(walk.driver, .get, "/api/community/\(path)")
    }
    for path in ["overview", "players", "teams", "points", "thresholds"] {
      try await walk.ask(walk.admin, .get, "/api/admin/community/\(path)")
    }
    try await walk.ask(walk.admin, .put, "/api/admin/community/thresholds", json: ["memberDays": 15])
  }

  func play(_ walk: Walk) async throws {
    let action: JSON = ["action": "shutters", "evidence": "photo"]
    let done = try await walk.ask(walk.driver, .post, "/api/community/actions", json: action, status: 201)
    try await prove(try #require(done["id"]?.text), walk)
    let shedding: JSON = ["from": "2026-11-22T18:00", "to": "2026-11-22T20:00", "watts": 2000]
    try await walk.ask(walk.driver, .post, "/api/community/sheddings", json: shedding, status: 201)
    try await walk.ask(
      walk.driver, .post, "/api/community/rules/shedding/preview", json: ["inputs": shedding])
    let points = try await walk.ask(walk.driver, .get, "/api/community/points?all=false")["items"]?.elements.first
    try await walk.ask(
      walk.admin, .post, "/api/admin/community/points/\(try #require(points?["id"]?.text))/revocation",
      json: ["reason": "Pour voir"])
  }

  /// A photo, what a team mate says of it, and what an administrator makes of that.
  private func prove(_ action: String, _ walk: Walk) async throws {
    let path = "/api/community/actions/\(action)"
    let team = try await walk.ask(walk.driver, .get, "/api/community/me")["player"]?["teamId"]?.text ?? ""
    try await walk.ask(walk.driver, .get, "/api/community/teams/\(team)/actions")
    let kept = try await walk.app.call(
      .put, path + "/photo", from: "127.0.0.1", headers: ["Cookie", "watts_up_session=\(walk.driver.session)"],
      bytes: Self.photo)
    #expect(kept.status == 200)
    _ = try walk.check(.put, path + "/photo", kept)
    #expect(try await walk.driver.call(.get, path + "/photo").status == 200)
    try await enter(team, walk)
    try await walk.ask(walk.admin, .post, path + "/answers", json: ["confirms": false], status: 201)
    #expect(try await walk.admin.call(.delete, path + "/answers/mine").status == 204)
    try await walk.ask(walk.admin, .get, "/api/admin/community/actions")
    let admin = "/api/admin/community/actions/\(action)"
    #expect(try await walk.admin.call(.get, admin + "/photo").status == 200)
    #expect(try await walk.driver.call(.delete, path + "/photo").status == 204)
    try await walk.ask(walk.admin, .post, admin + "/decision", json: ["stands": true, "reason": "Vu sur place"])
  }

  /// An administrator who plays too, in the driver's team.
  private func enter(_ team: String, _ walk: Walk) async throws {
    let body: JSON = [
      "name": "Mas", "people": ["adults": 1, "teens": 0, "children": 0], "heating": "wood", "hasSolar": false,
    ]
    let home = try await walk.ask(walk.admin, .post, "/api/homes", json: body, status: 201)
    try await walk.program.people.database.execute(
      """
      update homes set point_state = 'owned', usage_point = '14000000000010'
      where id = \(home["id"]?.text ?? "")::text::uuid
      """)
    try await walk.ask(
      walk.admin, .post, "/api/community/players", json: ["homeId": home["id"] ?? .null], status: 201)
    let code = try await walk.ask(walk.driver, .get, "/api/community/teams/\(team)")["code"]
    try await walk.ask(walk.admin, .post, "/api/community/teams/join", json: ["code": code ?? .null], status: 201)
  }

  /// Eight by six pixels, as far as its chunks say.
  private static let photo: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    + chunk(
      "IHDR", [0, 0, 0, 8, 0, 0, 0, 6, 8, 2, 0, 0, 0]) + chunk("IDAT", [1]) + chunk("IEND", [])

  private static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    [0, 0, 0, UInt8(bytes.count)] + Array(name.utf8) + bytes + [1, 2, 3, 4]
  }

  func boxes(_ walk: Walk) async throws {
    let home = try await walk.ask(
      walk.driver, .post, "/api/homes",
      json: [
        "name": "Mas", "people": ["adults": 1, "teens": 0, "children": 0], "heating": "wood", "hasSolar": true,
      ], status: 201)
    let path = "/api/homes/\(home["id"]?.text ?? "")"
    let added = try await walk.ask(walk.driver, .post, path + "/boxes", json: [:], status: 201)
    let code: JSON = ["code": added["code"] ?? .null]
    let paired = try await walk.ask(nil, .post, "/api/box/pair", json: code, status: 201)
    let box = path + "/boxes/\(added["id"]?.text ?? "")"
    let relay: JSON = ["relay": ["declaredWatts": 2000, "armed": true, "understood": true]]
    try await walk.ask(walk.driver, .patch, box, json: relay)
    let until: JSON = .string((walk.now + .seconds(1800)).description)
    try await walk.ask(walk.driver, .post, box + "/orders", json: ["relay": "shed", "until": until], status: 201)
    let key = "Bearer \(paired["key"]?.text ?? "")"
    let start = Instant(seconds: walk.now.seconds / 86_400 * 86_400 - 2 * 86_400)
    let rows =
      (0..<100).map { number -> JSON in
        [
          "sequence": .integer(number + 1), "boot": "b", "monotonicMs": .integer(number), "clock": "ntp",
          "kind": "drawn",
          "at": .string((start + .seconds(1800 * number - 7200)).description), "value": .integer(number * 100),
        ]
      } + [["sequence": 101, "boot": "b", "monotonicMs": 1, "at": .null, "clock": "none", "kind": "sun", "value": 1]]
    let alarm: JSON = [
      "sequence": 102, "monotonicMs": 1, "at": .string(start.description), "clock": "ntp", "kind": "alarm", "value": 1,
      "cause": "overload",
    ]
    let batch: JSON = ["boot": "b", "first": 1, "last": 102, "rows": .array(rows + [alarm])]
    try await walk.ask(nil, .post, "/api/box/batches", "Authorization", key, json: batch)
    let orders = try await walk.ask(nil, .get, "/api/box/orders", "Authorization", key)
    let order = orders["items"]?.elements.first?["id"] ?? .null
    let answers: JSON = ["answers": [["id": order, "answer": "refused", "reason": "by-hand"]]]
    try await walk.ask(nil, .post, "/api/box/orders/answers", "Authorization", key, json: answers, status: 204)
    try await walk.ask(walk.driver, .get, box + "/orders")
    for part in ["/boxes", "/agreement", "/piggy-bank"] { try await walk.ask(walk.driver, .get, path + part) }
    try await walk.ask(walk.driver, .get, box)
    try await walk.ask(walk.driver, .delete, box, status: 204)
  }

  /// A site with somebody who was invited, and a device with a key.
  func sites(_ walk: Walk) async throws {
    try await walk.ask(nil, .get, "/api/metrics")
    let place: JSON = ["name": "Atelier", "location": ["lat": .number("48.86"), "lon": .number("2.33")]]
    let site =
      "/api/sites/" + (try await walk.ask(walk.admin, .post, "/api/sites", json: place, status: 201)["id"]?.text ?? "")
    try await walk.change(site, ["location": .null])
    try await walk.ask(walk.admin, .get, "/api/sites")
    let invited: JSON = ["email": "camille@example.org", "role": "reader"]
    try await walk.ask(walk.admin, .post, site + "/invitations", json: invited, status: 202)
    try await walk.ask(walk.admin, .get, site + "/invitations")
    let token = Token()
    try await walk.program.people.database.execute("update site_invitations set digest = \(token.atRest)")
    try await walk.ask(walk.driver, .post, "/api/invitations/\(token.exposed)")
    try await walk.ask(walk.driver, .get, site + "/people")
    try await walk.change(site + "/people/\(walk.driver.id)", ["role": "technician"])
    let wanted: JSON = ["kind": "other", "name": "Sonde", "metrics": [["key": "temperature"]]]
    let added = try await walk.ask(walk.driver, .post, site + "/devices", json: wanted, status: 201)
    let device = "/api/devices/\(added["id"]?.text ?? "")"
    try await walk.ask(walk.driver, .get, site + "/devices")
    try await walk.change(device, ["serial": "A1"])
    let key = try await walk.ask(walk.driver, .post, device + "/keys", status: 201)["key"]?.text ?? ""
    try await walk.ask(walk.driver, .get, device + "/keys")
    try await telemetry(walk, device, key)
  }

  /// Samples, and somebody who follows them with an alarm.
  func telemetry(_ walk: Walk, _ device: String, _ key: String) async throws {
    let sample: JSON = ["metric": "temperature", "at": .string(walk.now.description), "value": 21]
    let sent: JSON = ["samples": [sample, ["metric": "power"]]]
    try await walk.ask(nil, .post, "/api/telemetry", "Authorization", "Bearer \(key)", json: sent)
    let metric = device + "/metrics/temperature"
    try await walk.ask(walk.driver, .get, metric)
    for resolution in ["raw", "PT5M"] {
      try await walk.ask(walk.driver, .get, metric + "/series?resolution=\(resolution)")
    }
    let wanted: JSON = [
      "name": "Froid",
      "metrics": [["deviceId": .string(String(device.split(separator: "/")[2])), "key": "temperature"]],
      "alarm": ["above": 20, "forSeconds": 0],
    ]
    let made = try await walk.ask(walk.driver, .post, "/api/subscriptions", json: wanted, status: 201)
    let path = "/api/subscriptions/\(made["id"]?.text ?? "")"
    try await walk.program.evaluateAlarms()
    for part in ["", "/latest", "/series?resolution=raw", "/alarms"] {
      try await walk.ask(walk.driver, .get, path + part)
    }
    try await walk.ask(walk.driver, .get, "/api/subscriptions")
    let notices = try await walk.ask(walk.driver, .get, "/api/notices?unread=1")["items"]?.elements ?? []
    let told = try #require(notices.first { $0["kind"] == "alarm" })
    #expect(told["subscriptionId"] == made["id"] && told["key"] == "temperature" && told["reservationId"] == .null)
    try await walk.ask(walk.driver, .post, "/api/notices/\(told["id"]?.text ?? "")/read", status: 204)
    #expect(try await walk.ask(walk.driver, .get, "/api/notices?unread=1")["items"]?.elements.contains(told) == false)
    let tag = try #require(try await walk.driver.call(.get, path).headers["ETag"])
    try await walk.ask(walk.driver, .patch, path, "If-Match", tag, json: ["name": "Chaud"])
  }

  /// A plant with a reserve of which everything was declared that can be.
  func plants(_ walk: Walk) async throws {
    let wanted: JSON = ["name": "Toit", "kind": "solar", "storage": ["capacityWh": 10_000]]
    let made = try await walk.ask(walk.admin, .post, "/api/plants", json: wanted, status: 201)
    let plant = "/api/plants/\(made["id"]?.text ?? "")"
    try await walk.change(plant, ["peakWatts": 9000])
    try await walk.ask(walk.admin, .get, "/api/plants")
    let charge: JSON = ["kind": "charge", "wh": 6000, "at": "2026-11-21T06:00:00Z"]
    let declared = try await walk.ask(walk.admin, .post, plant + "/movements", json: charge, status: 201)
    try await walk.ask(walk.admin, .post, plant + "/movements", json: charge, status: 409)
    let movement = plant + "/movements/\(declared["id"]?.text ?? "")"
    try await walk.ask(walk.admin, .get, movement)
    try await walk.ask(
      walk.admin, .post, plant + "/counts", json: ["levelWh": 5000, "at": "2026-11-21T07:00:00Z"], status: 201)
    try await walk.ask(walk.admin, .post, movement + "/reversal", status: 201)
    try await walk.ask(walk.admin, .get, plant + "/movements")
    try await walk.ask(walk.admin, .get, plant + "/levels")
    try await walk.ask(walk.admin, .get, plant + "/levels?resolution=PT1H")
    let produced: JSON = ["from": "2026-11-21T05:00:00Z", "to": "2026-11-21T06:00:00Z", "wh": 4000]
    let one = try await walk.ask(walk.admin, .post, plant + "/production", json: produced, status: 201)
    try await walk.ask(walk.admin, .post, plant + "/production", json: produced, status: 409)
    try await walk.ask(walk.admin, .get, plant + "/production")
    try await walk.ask(walk.admin, .get, plant + "/production/\(one["id"]?.text ?? "")")
  }
}
