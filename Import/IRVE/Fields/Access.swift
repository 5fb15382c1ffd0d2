extension IRVEReader {
  /// Reads on what ground the station is, and who may use it with what.
  mutating func readAccess(of record: Record, into row: inout IRVERow) {
    readImplantation(of: record, &row)
    let access = cell(.conditionAcces, record)
    if !access.isEmpty, access != "Accès libre" {
      let word = IRVERow.ConditionAcces(access)
      if word == nil { row.note(.wordUnreadable, .conditionAcces, from: access, to: "libre") }
      row.conditionAcces = word ?? .libre
    }
    row.reservation = boolean(.reservation, record, &row)
    let accessibility = cell(.accessibilitePmr, record)
    if !accessibility.isEmpty, accessibility != "Accessibilité inconnue" {
      let word = IRVERow.AccessibilitePmr(accessibility)
      if word == nil { row.note(.wordUnreadable, .accessibilitePmr, from: accessibility, to: "inconnue") }
      row.accessibilitePmr = word ?? .inconnue
    }
    row.hauteurMax = height(of: record)
    row.stationDeuxRoues = boolean(.stationDeuxRoues, record, &row) ?? false
    if columns.has(.typeVehicule), JSONList(cell(.typeVehicule, record))?.words == ["L"] { row.stationDeuxRoues = true }
    let connection = cell(.raccordement, record)
    if !connection.isEmpty {
      row.raccordement = IRVERow.Raccordement(connection)
      if row.raccordement == nil, !TextCell.isNothing(connection) {
        row.note(.wordUnreadable, .raccordement, from: connection)
      }
    }
  }

  private func readImplantation(of record: Record, _ row: inout IRVERow) {
    let cell = cell(.implantationStation, record)
    if cell.isEmpty { return }
    row.implantation = IRVERow.Implantation(cell)
    if row.implantation == nil, !TextCell.isNothing(cell) {
      row.note(.wordUnreadable, .implantationStation, from: cell)
    }
  }

  private mutating func height(of record: Record) -> Float? {
    let metres = cell(.gabaritHauteurMax, record)
    if !metres.isEmpty, let number = DecimalNumber(metres, comma: true), number.end == metres.count {
      return HeightCell.plausible(number.value)
    }
    let cell = cell(.restrictionGabarit, record)
    return cell.isEmpty ? nil : knownHeights.answer(for: cell, HeightCell.metres)
  }
}

// The schema's own words at once; others by what they have in common with them, whatever became of their accents.

extension IRVERow.Implantation {
  fileprivate init?(_ cell: Record.Cell) {
    if cell == "Voirie" {
      self = .voirie
    } else if cell == "Parking privé à usage public" {
      self = .parkingPrive
    } else if cell == "Parking public" {
      self = .parkingPublic
    } else if cell == "Station dédiée à la recharge rapide" {
      self = .stationDediee
    } else {
      self.init(word: FoldedWord(cell))
    }
  }

  private init?(word: FoldedWord) {
    if word.has("voirie") {
      self = .voirie
    } else if word.has("rapide") {
      self = .stationDediee
    } else if word.has("client") {
      self = .clientele
    } else if word.has("priv") {
      self = .parkingPrive
    } else if word.has("public") {
      self = .parkingPublic
    } else {
      return nil
    }
  }
}

extension IRVERow.ConditionAcces {
  fileprivate init?(_ cell: Record.Cell) {
    if cell == "Accès réservé" {
      self = .reserve
      return
    }
    let word = FoldedWord(cell)
    if word.has("libre") || word.isOne(of: ["public", "ouvert"]) {
      self = .libre
    } else if word.has("serv") || word.has("restreint") {
      self = .reserve
    } else {
      return nil
    }
  }
}

extension IRVERow.AccessibilitePmr {
  fileprivate init?(_ cell: Record.Cell) {
    if cell == "Accessible mais non réservé PMR" {
      self = .accessible
    } else if cell == "Non accessible" {
      self = .nonAccessible
    } else {
      self.init(word: FoldedWord(cell), isNothing: TextCell.isNothing(cell))
    }
  }

  private init?(word: FoldedWord, isNothing: Bool) {
    if word.has("inconnu") || isNothing {
      self = .inconnue
    } else if word.begins("nonacc") || word.has("inaccessible") || word.begins("pasacc") {
      self = .nonAccessible
    } else if word.has("nonr") || word.begins("accessible") {
      self = .accessible
    } else if word.has("serv") {
      self = .reserve
    } else {
      return nil
    }
  }
}

extension IRVERow.Raccordement {
  fileprivate init?(_ cell: Record.Cell) {
    if cell == "Direct" {
      self = .direct
    } else if cell == "Indirect" {
      self = .indirect
    } else {
      let word = FoldedWord(cell)
      guard word.has("direct") else { return nil }
      self = word.has("indirect") ? .indirect : .direct
    }
  }
}
