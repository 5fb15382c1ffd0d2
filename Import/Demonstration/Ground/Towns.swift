package import Places

extension Demonstration {
  struct Town: Sendable {
    let departement: String
    let inseeCode: String
    let name: String
    let postcodes: [String]
    let centre: Outline.Corner
    let outline: Outline
  }

  /// The towns of stations: communes by departement, weighted by population, Paris, Lyon and Marseille as their
  /// arrondissements. Read from the fetched file, so that no database is needed and the bytes depend on pinned ones alone.
  package struct Towns: Sendable {
    private let byDepartement: [String: Weighted<Town>]

    package init(from fetched: FetchedPlaces) async throws {
      let names = try await Towns.table(fetched, .departements, key: "id", value: "code")
      let postcodes = try await Towns.postcodes(fetched)
      let columns = [
        "id", "code", "type", "nom", "type_nom", "population_municipale", "departement_id", "commune_parent_id",
        "geometry", "mairie_localisation",
      ]
      var towns: [String: [(Town, Int)]] = [:]
      var parents: [String: (name: String, departement: String)] = [:]
      try await fetched.rows(of: .communes, columns) { cells in
        let type = cells[2].text
        guard ["COM", "ARM"].contains(type) else { return }
        let (code, articled) = (cells[1].text, Towns.name(cells[3].text, type: cells[4].text))
        if type == "COM", ["75056", "69123", "13055"].contains(code) {
          parents[cells[0].text] = (articled, names[cells[6].text] ?? "")
          return
        }
        // The three whole towns stand before all arrondissements in the file.
        let parent = parents[cells[7].text]
        guard let departement = parent?.departement ?? names[cells[6].text], let outline = Outline(hex: cells[8]),
          let codes = postcodes[cells[0].text]
        else { return }
        let hall = Outline.Corner(hex: cells[9])
        let centre = hall.flatMap { outline.contains($0) ? $0 : nil } ?? outline.inside
        let town = Town(
          departement: departement, inseeCode: code, name: parent?.name ?? articled, postcodes: codes.sorted(),
          centre: centre, outline: outline)
        towns[departement, default: []].append((town, Swift.max(1, Int(cells[5].text) ?? 1)))
      }
      byDepartement = towns.mapValues { Weighted($0) }
    }

    func draw(in departement: String, _ dice: inout Dice) -> Town? { byDepartement[departement]?.draw(&dice) }

    var departements: Set<String> { Set(byDepartement.keys) }

    private static func name(_ name: String, type: String) -> String {
      let articles = ["2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "]
      return (articles[type] ?? "") + name
    }

    private static func table(
      _ fetched: FetchedPlaces, _ file: FetchedPlaces.File, key: String, value: String
    ) async throws -> [String: String] {
      var table: [String: String] = [:]
      try await fetched.rows(of: file, [key, value]) { cells in table[cells[0].text] = cells[1].text }
      return table
    }

    private static func postcodes(_ fetched: FetchedPlaces) async throws -> [String: [String]] {
      let codes = try await table(fetched, .postcodes, key: "id", value: "code")
      var postcodes: [String: [String]] = [:]
      try await fetched.rows(of: .postcodesOfCommunes, ["commune_id", "codepostal_id"]) { cells in
        if let code = codes[cells[1].text] { postcodes[cells[0].text, default: []].append(code) }
      }
      return postcodes
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
