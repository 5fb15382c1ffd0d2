import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

@Suite struct PhotoTests {
  /// 8 by 6 pixels as far as its headers go, with a place, a comment, and a picture behind its end.
  private static func jpeg(turned: UInt8 = 6) -> [UInt8] {
    func segment(_ marker: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      [0xFF, marker, UInt8((bytes.count + 2) >> 8), UInt8((bytes.count + 2) & 0xFF)] + bytes
    }
    let exif =
      Array("Exif".utf8) + [0, 0] + Array("II".utf8) + [42, 0, 8, 0, 0, 0, 2, 0]
      + [0x12, 0x01, 3, 0, 1, 0, 0, 0, turned, 0, 0, 0] + [0x25, 0x88, 4, 0, 1, 0, 0, 0, 1, 2, 3, 4]
      + Array("GPS 48.85 N".utf8)
    return [0xFF, 0xD8] + segment(0xE0, Array("JFIF".utf8) + [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]) + segment(0xE1, exif)
      + segment(0xFE, Array("chez moi".utf8)) + segment(0xDB, [0] + Array(repeating: 1, count: 64))
      + segment(0xC0, [8, 0, 6, 0, 8, 1, 1, 0x11, 0]) + segment(0xC4, [0] + Array(repeating: 0, count: 16))
      + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0xFF, 0, 0x34, 0xFF, 0xD0, 0x56] + [0xFF, 0xD9]
      + Array("derrière la fin".utf8)
  }

  private static func png() -> [UInt8] {
    func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
      [0, 0, 0, UInt8(bytes.count)] + Array(name.utf8) + bytes + [1, 2, 3, 4]
    }
    return CleanPNG.start + chunk("IHDR", [0, 0, 0, 8, 0, 0, 0, 6, 8, 2, 0, 0, 0])
      + chunk("tEXt", Array("Auteur moi".utf8)) + chunk("IDAT", [1, 2, 3]) + chunk("eXIf", [9]) + chunk("IEND", [])
      + Array("fin".utf8)
  }

  private func contains(_ bytes: [UInt8], _ words: String) -> Bool {
    String(decoding: bytes, as: UTF8.self).contains(words)
  }

  @Test func `a photo keeps its pixels and which way is up, and nothing else`() throws {
    let photo = try Photo(Self.jpeg())
    #expect(photo.kind == .jpeg && photo.bytes.starts(with: [0xFF, 0xD8]) && photo.bytes.suffix(2) == [0xFF, 0xD9])
    for word in ["GPS", "chez moi", "JFIF", "derrière"] { #expect(!contains(photo.bytes, word), "\(word)") }
    #expect(photo.bytes.contains(0x56) && contains(photo.bytes, "Exif"))
    #expect(try Photo(photo.bytes).bytes == photo.bytes, "cleaned twice it is the same")
    #expect(!contains(try Photo(Self.jpeg(turned: 1)).bytes, "Exif"))
    let drawn = try Photo(Self.png())
    #expect(drawn.kind == .png && contains(drawn.bytes, "IDAT"))
    for word in ["Auteur", "eXIf", "fin"] { #expect(!contains(drawn.bytes, word), "\(word)") }
  }

  @Test func `whatever is cut or is none is refused`() {
    for picture in [Self.jpeg(), Self.png()] {
      for end in 0..<picture.count - 30 where (try? Photo(Array(picture.prefix(end)))) != nil {
        // A scan may end anywhere.
        #expect(picture == Self.jpeg() && end > picture.count - 40, "\(end)")
      }
    }
    for text in ["", "GIF89a", "<svg xmlns='http://www.w3.org/2000/svg'/>", "\u{FEFF}<html>"] {
      #expect(throws: Problem.self) { try Photo(Array(text.utf8)) }
    }
    var large = Self.png()
    large[18] = 0xFF
    #expect(throws: Problem.self) { try Photo(large) }
  }

  private func send(_ bytes: [UInt8], to path: String, _ player: TestPlayer, _ test: TestCommunity) async throws
    -> TestAnswer
  {
    try await test.app.call(
      .put, path, from: "127.0.0.1",
      headers: ["Cookie", "watts_up_session=\(player.person.session)", "Content-Type", "image/jpeg"], bytes: bytes)
  }

  @Test func `its player brings it, their team sees it, and nobody else`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let (one, mate, stranger) = (try await test.player(1), try await test.player(2), try await test.player(3))
    let team = try await one.person.call(.post, "/api/community/teams", json: ["name": "Lilas"])
    _ = try await mate.person.call(.post, "/api/community/teams/join", json: ["code": team.json["code"] ?? .null])
    let made = try await one.person.call(
      .post, "/api/community/actions", json: ["action": "aerators", "evidence": "photo"])
    let path = "/api/community/actions/\(try #require(made.text("id")))/photo"
    #expect(try await one.person.call(.get, path).status == 404)
    let kept = try await send(Self.jpeg(), to: path, one, test)
    #expect(kept.status == 200 && kept.json["shown"]?["settled"] == true && kept.json["points"] == 10, "\(kept.text)")
    #expect(try await send(Self.jpeg(), to: path, mate, test).status == 404)
    for reader in [one, mate] {
      let seen = try await reader.person.call(.get, path)
      #expect(seen.status == 200 && seen.headers["Content-Type"] == "image/jpeg" && !contains(seen.bytes, "GPS"))
      #expect(seen.headers["Cache-Control"]?.contains("private") == true)
    }
    #expect(try await stranger.person.call(.get, path).status == 404)
    #expect(try await test.app.call(.get, path).status == 401)
    let inspected = try await test.admin.call(.get, "/api/admin" + path.dropFirst(4))
    #expect(inspected.status == 200)
    #expect(try await send(Array("<svg/>".utf8), to: path, one, test).status == 415)
    #expect(try await send(Array(Self.jpeg().prefix(40)), to: path, one, test).status == 422)
    let huge = Self.jpeg() + Array(repeating: 0, count: Photo.longest)
    #expect(try await send(huge, to: path, one, test).status == 413)
    _ = try await mate.person.call(.delete, "/api/community/teams/\(try #require(team.text("id")))/members/me")
    #expect(try await mate.person.call(.get, path).status == 404)
    #expect(try await one.person.call(.delete, path).status == 204)
    #expect(try await one.person.call(.get, path).status == 404)
  }
}
