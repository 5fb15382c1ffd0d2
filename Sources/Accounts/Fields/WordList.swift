import Glibc
import Runtime

/// The word list of cracklib (Debian's package cracklib-runtime): what programs that guess passwords try first. Read once and
/// searched where it lies, as it is sorted; a machine that does not have it goes by the shapes of `CommonPasswords` alone.
enum WordList {
  private static let bytes = read("/usr/share/dict/cracklib-small")

  static func contains(_ word: String) -> Bool {
    let wanted = Array(word.utf8)
    guard !wanted.isEmpty else { return false }
    let place = bytes.indices.partitioningIndex { !bytes[line(at: $0)].lexicographicallyPrecedes(wanted) }
    return place < bytes.count && bytes[line(at: place)].elementsEqual(wanted)
  }

  /// The line that a byte belongs to, its end apart.
  private static func line(at index: Int) -> Range<Int> {
    let newline = UInt8(ascii: "\n")
    let end = bytes[index...].firstIndex(of: newline) ?? bytes.count
    let start = bytes[..<index].lastIndex(of: newline).map { $0 + 1 } ?? 0
    return start..<end
  }

  private static func read(_ path: String) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while case let count = Glibc.read(file, &piece, piece.count), count > 0 { all += piece.prefix(count) }
    return all
  }
}
