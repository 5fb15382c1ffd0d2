import HTTP
import Runtime

/// A file of readings: what it holds decides what it is, never its name.
enum MeterFile {
  static func read(_ bytes: [UInt8], direction: Direction?) throws -> MeterAnswer {
    let rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let first = rest.first { ![9, 10, 13, 32].contains($0) }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return try readJSON(rest, direction) }
    guard let answer = MeterTable.read(rest, direction: direction) else { throw Problem(.unreadableFile) }
    return answer
  }

  private static func readJSON(_ bytes: [UInt8], _ direction: Direction?) throws -> MeterAnswer {
    guard let json = try? JSONParser.parse(bytes),
      let answer = try? MeterAnswer(json.list.first ?? json, direction: direction)
    else { throw Problem(.unreadableFile) }
    return answer
  }
}
