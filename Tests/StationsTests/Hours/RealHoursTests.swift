import Glibc
import HTTP
import Stations
import TestSupport
import Testing

/// On the 200 most frequent texts of a national file, where that data lies beside the checkout or WATTS_UP_SHARED says.
@Suite struct RealHoursTests {
  private static let file =
    (getenv("WATTS_UP_SHARED").map { String(cString: $0) } ?? TestCluster.packageFolder + "/../shared")
    + "/data/irve_distribution.json"

  @Test(.enabled(if: access(file, R_OK) == 0, "needs irve_distribution.json"))
  func `hardly a row of the national file has hours that cannot be read`() throws {
    let json = try JSONParser.parse(try #require(Bytes(contentsOf: Self.file)).array)
    guard case .object(let texts)? = json["horaires_B"] else {
      Issue.record("no hours in \(Self.file)")
      return
    }
    var (rows, always) = (0, 0)
    var unread: [(String, Int)] = []
    for (text, count) in texts {
      guard case .number(let digits) = count, let count = Int(digits) else { continue }
      rows += count
      let read = OpeningHours.read(text)
      if read.open24h { always += count }
      if read.hours == nil { unread.append((text, count)) }
    }
    print("\(rows) rows: \(always) always open, unread: \(unread)")
    #expect(unread.reduce(0) { $0 + $1.1 } * 1000 < rows, "\(unread)")
  }
}
