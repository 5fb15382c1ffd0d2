import HTTP
import Runtime

/// A file of readings: what it holds decides what it is, never its name.
enum MeterFile {
  /// Answers of one series of one point, one or several of them in a list.
  static func read(_ bytes: [UInt8], direction: Direction?) throws -> [MeterAnswer] {
    let rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let first = rest.first { ![9, 10, 13, 32].contains($0) }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return try readJSON(rest, direction) }
    guard let answer = RegisterTable.read(rest) ?? MeterTable.read(rest, direction: direction) else {
      throw Problem(.unreadableFile)
    }
    return [answer]
  }

  private static func readJSON(_ bytes: [UInt8], _ direction: Direction?) throws -> [MeterAnswer] {
    guard let json = try? JSONParser.parse(bytes) else { throw Problem(.unreadableFile) }
    let parts = if case .array(let parts) = json { parts } else { [json] }
    let answers = parts.compactMap { try? MeterAnswer($0, direction: direction) }
    guard !answers.isEmpty, answers.count == parts.count else { throw Problem(.unreadableFile) }
    guard Set(answers.map(\.series)).count == 1, Set(answers.compactMap(\.point)).count <= 1 else {
      throw Problem(
        .unreadableFile,
        Text(
          fr: "Ce fichier mêle plusieurs mesures ou plusieurs compteurs : déposez-les un par un.",
          en: "This file mixes several readings or several meters: bring them one by one."))
    }
    return answers
  }
}
