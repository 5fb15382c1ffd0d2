extension Demonstration {
  /// Something that real files do, done to a row. Each changes the row it is given.
  struct Defect: Sendable {
    typealias Spoiling = @Sendable (_ row: inout Row, _ before: Row, _ dice: inout Dice) -> Void

    let name: String
    let spoil: Spoiling

    init(_ name: String, _ spoil: @escaping Spoiling) {
      self.name = name
      self.spoil = spoil
    }

    static let all = places + powers + spellings + ids + hoursAndDates + shapes

    static func spoil(_ row: Row, after before: Row?, _ dice: inout Dice) -> Row {
      var spoilt = row
      dice.pick(all).spoil(&spoilt, before ?? row, &dice)
      return spoilt
    }

    private static let places = [
      Defect("latitude first") { row, _, _ in row[.coordinates] = "[\(row.position.1), \(row.position.0)]" },
      Defect("latitude first, without brackets") { row, _, _ in
        row[.coordinates] = "\(row.position.1), \(row.position.0)"
      },
      Defect("tab") { row, _, _ in row[.coordinates] = "[\(row.position.0),\t\(row.position.1)]" },
      Defect("scientific notation") { row, _, _ in row[.coordinates] = "[\(row.position.0)E0, \(row.position.1)E0]" },
      Defect("no coordinates") { row, _, _ in row[.coordinates] = "" },
      Defect("null island") { row, _, _ in row[.coordinates] = "[0, 0]" },
      Defect("longitude twice") { row, _, _ in row[.coordinates] = "[\(row.position.0), \(row.position.0)]" },
      Defect("nowhere") { row, _, _ in row[.coordinates] = "[\(row.position.0), 3.8419]" },
    ]

    private static let powers = [
      Defect("watts") { row, _, _ in row[.power] = watts(row[.power]) },
      Defect("unit") { row, _, _ in row[.power] += " kW" },
      Defect("decimal comma and unit") { row, _, _ in
        row[.power] = (row[.power].contains(".") ? row[.power] : row[.power] + ".0").replacing(".", with: ",") + "kW"
      },
      Defect("no power") { row, _, _ in row[.power] = "0.0" + (row[.power] == "0.0" ? "0" : "") },
      Defect("a plug for power") { row, _, dice in row[.power] = dice.pick(["T2 - E/F", "Combo CCS", "T2"]) },
      Defect("negative power") { row, _, _ in row[.power] = "-" + row[.power] },
    ]

    private static let spellings = [
      Defect("booleans") { row, _, dice in
        let (yes, no) = dice.pick([("TRUE", "FALSE"), ("True", "False"), ("VRAI", "FAUX"), ("1", "0"), ("oui", "non")])
        for index in row.cells.indices {
          if row.cells[index] == "true" {
            row.cells[index] = yes
          } else if row.cells[index] == "false" {
            row.cells[index] = no
          }
        }
      },
      Defect("mojibake") { row, _, _ in
        let isPlain = row[.stationName].utf8.allSatisfy { $0 < 128 }
        row[.stationName] = mojibake(isPlain ? "Hôtel de Ville - " + row[.stationName] : row[.stationName])
      },
      Defect("lost letter") { row, _, _ in row[.address] = "Caf\u{FFFD} de la Gare, " + row[.address] },
      Defect("newline in a cell") { row, _, _ in row[.remarks] = "Borne au fond du parking\nSonner à l'accueil" },
      Defect("blanks around") { row, _, _ in row[.address] = "  " + row[.address] + " " },
    ]

    private static let ids = [
      Defect("stars in ids") { row, _, _ in
        for column in [Column.stationID, .pointID] { row[column] = "FR*DEM*" + row[column].dropFirst(5) }
      },
      Defect("blanks in ids") { row, _, _ in row[.pointID] = "FR DEM " + row[.pointID].dropFirst(5) },
      Defect("lower case in ids") { row, _, _ in row[.pointID] = row[.pointID].lowercased() },
      Defect("roaming does not concern it") { row, _, _ in
        // The local identifier that remains still begins as all do.
        row[.pointLocalID] = row[.pointID] + "L"
        row[.pointID] = "Non concerné"
      },
      Defect("a postcode for an INSEE code") { row, _, _ in
        row[.inseeCode] = row.postcode == row[.inseeCode] ? "99999" : row.postcode
      },
      Defect("a number of points that lies") { row, _, _ in
        row[.pointCount] = "\((Int(row[.pointCount]) ?? 0) * 2 + 1)"
      },
    ]

    private static let hoursAndDates = [
      Defect("seconds") { row, _, _ in row[.hours] = "Mo-Su 07:00:00-20:59:00" },
      Defect("French days") { row, _, dice in
        row[.hours] = dice.pick(["Lun-Ven\u{A0}: 08:00-18:00", "Lu- Ve 08:00-18:00", "Lu-Di 00:00-23:59"])
      },
      Defect("English days") { row, _, _ in row[.hours] = "Mo-Fri 08:00-18:00, Sat 09:00-12:00" },
      Defect("no hours that anybody could keep") { row, _, _ in row[.hours] = "Su 0:00, Th 08:00-20:008:00-20:00" },
      Defect("in service since 1900") { row, _, _ in row[.inServiceOn] = "1900-01-01" },
      Defect("zeros for a date") { row, _, _ in row[.inServiceOn] = "0000-00-00" },
      Defect("changed in the future") { row, _, _ in row[.updatedOn] = "2039-12-30" },
      Defect("day first") { row, _, _ in
        row[.updatedOn] = row[.updatedOn].split(separator: "-").reversed().joined(separator: "/")
      },
    ]

    private static let shapes = [
      Defect("a column too few") { row, _, _ in row.cells.removeLast() },
      Defect("a column too many") { row, _, _ in row.cells.append("") },
      Defect("the row before again") { row, before, _ in row = before },
      Defect("the row before, older") { row, before, _ in
        row = before
        row[.updatedOn] = "2018-06-01"
      },
    ]

    private static func watts(_ kilowatts: String) -> String {
      fixed((Double(kilowatts) ?? 0) * 1000, digits: 1).replacing(".0", with: "")
    }

    /// The bytes of UTF-8 read as Windows-1252.
    private static func mojibake(_ text: String) -> String {
      String(String.UnicodeScalarView(text.utf8.map { byte in windows1252[Int(byte)] }))
    }

    private static let windows1252: [UnicodeScalar] = {
      // Five of these bytes stand for nothing there.
      let upper = Array("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
      return (0..<256).map { code in (0x80..<0xA0).contains(code) ? upper[code - 0x80] : UnicodeScalar(UInt8(code)) }
    }()
  }
}

extension Demonstration.Row {
  /// Longitude and latitude as they were drawn.
  fileprivate var position: (String, String) {
    let parts = self[.coordinates].split { "[], ".contains($0) }
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : ("", "")
  }

  fileprivate var postcode: String {
    let words = self[.address].split { $0 == " " || $0 == "," }
    return words.last { $0.utf8.count == 5 && $0.utf8.allSatisfy { (48...57).contains($0) } }.map(String.init)
      ?? "99999"
  }
}
