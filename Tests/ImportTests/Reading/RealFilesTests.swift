import Glibc
import Testing

@testable import Import

/// Files as their publishers made them, where they are at hand.
struct RealFilesTests {
  /// Beside the project, or where the environment says.
  static let folder: String = {
    if let said = getenv("WATTS_UP_SHARED") { return String(cString: said) + "/data/irve/" }
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    return here.joined(separator: "/") + "/../shared/data/irve/"
  }()

  static var isThere: Bool { access(folder, R_OK) == 0 }

  /// Rows below the header, columns, and records that are not UTF-8.
  private static let files: [(name: String, rows: Int, columns: Int, notUTF8: Int)] = [
    ("national_2024-07_56507.csv.gz", 56_507, 40, 0), ("national_v1_2019_10030.csv.gz", 10_030, 18, 0),
    ("consolidated_52columns_2026-10.csv", 7, 52, 0),
    ("dynamic/irve_dynamique_consolidee_2026-08-17.csv.gz", 114_752, 8, 0),
    ("operators/data.csv", 603, 40, 0), ("operators/data_(1).csv", 33, 17, 0),
    ("operators/datagouv-export-cps-2026-01-02t06-01-20.csv", 0, 40, 0),
    ("operators/datagouv-export-grand-lyon-2026-01-02t06-01-44.csv", 715, 40, 0),
    ("operators/freti-data-gouv-20250617.csv", 2_238, 40, 0), ("operators/indigo-data-irve-statique.csv", 6_988, 40, 0),
    ("operators/irve-jerecharge.com20240806.csv", 32, 40, 0), ("operators/irve-wiiizcapg-20200331.csv", 74, 19, 35),
    ("operators/madjid_bornes-irve_2019.csv", 299, 21, 0), ("operators/nalron_auchan.csv", 67, 11, 0),
    ("operators/nalron_effia.csv", 55, 15, 0), ("operators/nalron_irve-mobive-20200331.csv", 1_554, 17, 0),
    ("operators/nalron_irve-tesla-destination-charging-20181130.csv", 1_609, 17, 0),
    ("operators/nalron_irve-tesla-supercharger-20181130.csv", 68, 17, 0), ("operators/nalron_leclerc.csv", 68, 11, 0),
    ("operators/nalron_nissan.csv", 59, 15, 0), ("operators/nalron_renault.csv", 369, 11, 0),
    ("operators/nalron_vincipark.csv", 66, 12, 0), ("schema/v1.0.0__exemple-valide.csv", 2, 17, 0),
    ("schema/v2.0.0__exemple-valide.csv", 1, 39, 0), ("schema/v2.0.2__exemple-valide.csv", 1, 39, 0),
    ("schema/v2.1.0__exemple-valide.csv", 1, 40, 0),
    ("schema/v2.2.0__dynamique__exemple-valide-dynamique.csv", 1, 8, 0),
    ("schema/v2.3.0__dynamique__exemple-valide-dynamique.csv", 2, 8, 0),
    ("schema/v2.3.0__statique__exemple-valide-statique.csv", 2, 40, 0),
    ("schema/v3-draft__statique-tarifs__exemple-valide.csv", 5, 9, 0),
    ("schema/v3-draft__statique__exemple-invalide-statique.csv", 4, 63, 0),
  ]

  @Test(.enabled(if: isThere, "the real files are not beside the project"), arguments: 0..<files.count)
  func `every row of a real file is a record with all its columns`(_ index: Int) throws {
    let (name, rows, columns, notUTF8) = Self.files[index]
    let file = try #require(fopen(Self.folder + name, "rb"))
    defer { fclose(file) }
    var stream = try RecordStream(contentType: nil, contentEncoding: nil)
    var (records, odd, repaired) = (0, 0, 0)
    let take = { (record: Record) in
      records += 1
      if record.cells.count != columns { odd += 1 }
      if record.decoding != .utf8 { repaired += 1 }
    }
    var piece = [UInt8](repeating: 0, count: 50_000)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      guard count > 0 else { break }
      try stream.read(Array(piece[..<count]), take)
    }
    try stream.finish(take)
    #expect(records == rows + 1)
    #expect(odd == 0)
    #expect(repaired == notUTF8)
  }
}
