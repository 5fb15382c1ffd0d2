import Stations

extension IRVEReader {
  private static let flags: [(IRVEColumn, IRVERow.Prises)] = [
    (.priseTypeEf, .ef), (.priseType2, .type2), (.priseTypeComboCcs, .comboCcs), (.priseTypeChademo, .chademo),
    (.priseTypeMcs, .autre), (.priseTypeAutre, .autre),
  ]

  func readSockets(of record: Record, into row: inout IRVERow) {
    for (column, socket) in Self.flags where columns.has(column) {
      if column == .priseTypeAutre, let list = JSONList(cell(column, record)) {
        if !list.words.isEmpty { row.prises.insert(socket) }
      } else if boolean(column, record, &row) == true {
        row.prises.insert(socket)
      }
    }
    row.cableT2Attache = boolean(.cableT2Attache, record, &row)
    let written = cell(.typePrise, record)
    guard !written.isEmpty else { return }
    let named = SocketNames(written)
    row.prises.formUnion(named.sockets)
    if named.hasCable { row.cableT2Attache = true }
    if named.sockets.isEmpty { row.note(.wordUnreadable, .typePrise, from: written) }
  }

  /// Notes what looks wrong in the row alone, though nobody can tell what is right.
  func doubtSockets(of record: Record, in row: inout IRVERow) {
    let watts = row.puissanceNominale?.watts ?? 0
    let isDirect = !row.prises.isDisjoint(with: [.comboCcs, .chademo])
    if row.prises.isEmpty {
      row.note(.noSocket, .priseTypeAutre, from: .empty)
    } else if watts > 44_000, !isDirect, !row.prises.contains(.autre) {
      // 43 kW is the most that alternating current gives; some write 44 for two times 22.
      row.note(.directWithoutSocket, .priseTypeComboCcs, from: cell(.puissanceNominale, record))
    } else if row.prises.contains(.comboCcs), watts > 0, watts < 20_000 {
      row.note(.comboTooWeak, .priseTypeComboCcs, from: cell(.puissanceNominale, record))
    }
    // A post with several plugs for direct current serves one car, and declares as many points as it has plugs. The
    // same count says nothing of alternating current: two points with two sockets each are the commonest station.
    let sockets = row.prises.rawValue.nonzeroBitCount
    if row.prises.isSuperset(of: [.comboCcs, .chademo]), row.nbrePdc == Int32(sockets) {
      row.note(.socketsAsPoints, .nbrePdc, from: cell(.nbrePdc, record))
    }
  }
}

/// The sockets that a text of version 1 names: `T2 - E/F`, `Combo-ChaDeMo-T2`, `T3 et EF`, `Type 3c`.
struct SocketNames {
  private(set) var sockets: IRVERow.Prises = []
  private(set) var hasCable = false

  init(_ cell: Record.Cell) {
    let letters = cell.string.lowercased()
    for word in letters.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "/" }) {
      add(String(word.filter { $0 != "/" }), whole: String(word))
    }
  }

  private mutating func add(_ word: String, whole: String) {
    switch word {
    case "ef", "e", "f", "te", "domestique", "schuko": sockets.insert(.ef)
    case "t2", "2", "t2s", "type2", "mennekes", "t2tesla", "ac": sockets.insert(.type2)
    case "t2cable", "t2c":
      sockets.insert(.type2)
      hasCable = true
    case "t1", "t3", "t4", "1", "3", "3a", "3c", "t3a", "t3c", "type1", "type3": sockets.insert(.autre)
    default:
      if word.contains("combo") || word.contains("ccs") { sockets.insert(.comboCcs) }
      if word.contains("chademo") { sockets.insert(.chademo) }
      // "T2/EF": several in one word.
      if whole.contains("/") {
        for part in whole.split(separator: "/") where part.count > 1 { add(String(part), whole: String(part)) }
      }
    }
  }
}
