import Runtime
import TestSupport
import Testing

@testable import Import

@Suite struct AddressTests {
  @Test(arguments: [
    "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.8", "192.168.1.1", "198.18.0.1", "198.19.255.255", "224.0.0.1", "255.255.255.255",
  ])
  func `IPv4 addresses that are not everybody's are refused, in every clothing`(_ text: String) {
    let parts = text.split(separator: ".").compactMap { UInt8($0) }
    let number = parts.reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
    #expect(!AddressGuard.isPublic(ipv4: number))
    #expect(!AddressGuard.isPublic(ipv6: [UInt8](repeating: 0, count: 10) + [255, 255] + parts))
    #expect(!AddressGuard.isPublic(ipv6: [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8) + parts))
    #expect(!AddressGuard.isPublic(ipv6: [0x20, 0x02] + parts + [UInt8](repeating: 0, count: 10)))
    #expect(!AddressGuard.isPublic(ipv6: [UInt8](repeating: 0, count: 12) + parts))
  }

  @Test(arguments: [0x0808_0808, 0x0101_0101, 0x6440_0000 - 1, 0x6480_0000, 0xAC0F_FFFF, 0xAC20_0000, 0xDFFF_FFFF])
  func `IPv4 addresses of the internet are taken`(_ number: UInt32) {
    #expect(AddressGuard.isPublic(ipv4: number))
    let parts = (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * $0)) }
    #expect(AddressGuard.isPublic(ipv6: [UInt8](repeating: 0, count: 10) + [255, 255] + parts))
  }

  @Test func `IPv6 addresses are taken where they are global`() {
    func full(_ start: [UInt8]) -> [UInt8] { start + [UInt8](repeating: 1, count: 16 - start.count) }
    for taken: [UInt8] in [[0x2A, 0x01, 0xCB], [0x20, 0x01, 0x41], [0x26, 0x06]] {
      #expect(AddressGuard.isPublic(ipv6: full(taken)), "\(taken)")
    }
    for refused: [UInt8] in [
      [0xFE, 0x80], [0xFC], [0xFD], [0xFF, 0x02], [0x20, 0x01, 0, 0], [0x20, 0x01, 0x0D, 0xB8], [0x01, 0],
    ] { #expect(!AddressGuard.isPublic(ipv6: full(refused)), "\(refused)") }
    #expect(!AddressGuard.isPublic(ipv6: [UInt8](repeating: 0, count: 15) + [1]))
    #expect(!AddressGuard.isPublic(ipv6: [UInt8](repeating: 0, count: 16)))
  }

  @Test(arguments: [
    ("https://www.data.gouv.fr/fr/irve.csv?x=1", "irve.csv"), ("http://example.org", nil),
    ("HTTPS://Example.org/a", "a"),
    ("http://[2a01::1]:8080/b.csv", "b.csv"),
  ])
  func `addresses are of the web`(_ text: String, _ name: String?) {
    #expect(WebAddress(text)?.text == text)
    #expect(WebAddress(text)?.fileName == name)
  }

  @Test(arguments: [
    "", "file:///etc/passwd", "ftp://example.org/", "http://", "http:///a", "http://:80/", "http://a@b/",
    "https://a b/",
    "http://me:secret@example.org/", "http://exämple.org/", "//example.org", "http://?x",
  ])
  func `what is none is refused`(_ text: String) { #expect(WebAddress(text) == nil) }
}

@Suite struct ScheduleTests {
  private func due(_ words: String, _ now: String) throws -> String {
    let instant = try #require(Instant(rfc3339: now))
    return try #require(Schedule(words)).lastDue(at: instant).description
  }

  @Test func `a schedule says when it was due last, in UTC`() throws {
    let now = "2026-11-21T08:30:10Z"
    #expect(try due("hourly", now) == "2026-11-21T08:00:00Z")
    #expect(try due("every 6h", now) == "2026-11-21T06:00:00Z")
    #expect(try due("every 30m", now) == "2026-11-21T08:30:00Z")
    #expect(try due("daily 04:30", now) == "2026-11-21T04:30:00Z")
    #expect(try due("Daily 08:31 full", now) == "2026-11-20T08:31:00Z")
    #expect(try due("daily 04:30", "2026-11-21T04:30:00Z") == "2026-11-21T04:30:00Z")
    #expect(try due("daily 04:30", "2026-11-21T04:29:59.9Z") == "2026-11-20T04:30:00Z")
    #expect(Schedule("daily 04:30 full")?.mode == .full)
    #expect(Schedule("hourly")?.mode == .partial)
    #expect(Schedule("daily 04:30") == Schedule.nightly)
  }

  @Test(arguments: [
    "", "full", "sometimes", "daily", "daily 4:30", "daily 24:00", "daily 04:60", "every", "every 0h", "every 1m",
    "every h", "every 6d", "hourly often", "daily 04:30 full full", "every -1h",
  ])
  func `words that are no schedule are refused`(_ words: String) { #expect(Schedule(words) == nil) }
}
