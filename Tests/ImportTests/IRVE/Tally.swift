import Runtime

@testable import Import

/// How many rows of a file were taken and refused, and why.
struct Tally: CustomStringConvertible {
  let isDynamic: Bool
  private(set) var fault: HeaderFault?
  private(set) var accepted = 0
  private(set) var refused: [String: Int] = [:]
  private(set) var refusedLines: [Int: String] = [:]
  private(set) var corrected: [String: Int] = [:]
  private(set) var correctedRows = 0
  /// Of the first rows.
  private(set) var identifiers: [String: Int] = [:]
  private var reader: IRVEReader?
  private var dynamicReader: DynamicReader?

  init(isDynamic: Bool) { self.isDynamic = isDynamic }

  var rows: Int { accepted + refused.values.reduce(0, +) }

  mutating func take(_ record: Record) {
    if fault != nil { return }
    if let fault = record.fault { return refuse(fault.rawValue, record) }
    if isDynamic { takeDynamic(record) } else { takeStatic(record) }
  }

  private mutating func takeStatic(_ record: Record) {
    guard reader != nil else {
      do throws(HeaderFault) { reader = IRVEReader(columns: try IRVEColumns(header: record)) } catch { fault = error }
      return
    }
    switch reader?.read(record, today: Sample.today) {
    case .row(let row):
      if accepted < 100, let id = row.idPdc.string { identifiers[id, default: 0] += 1 }
      accept(row.corrections)
    case .refused(let refusal): refuse(refusal.code, record)
    case nil: break
    }
  }

  private mutating func takeDynamic(_ record: Record) {
    guard let dynamicReader else {
      do throws(HeaderFault) { dynamicReader = DynamicReader(columns: try DynamicColumns(header: record)) } catch {
        fault = error
      }
      return
    }
    let now = Instant(rfc3339: "2026-08-17T23:00:00Z") ?? Instant(seconds: 0)
    switch dynamicReader.read(record, now: now) {
    case .row(let row): accept(row.corrections)
    case .refused(let refusal): refuse(refusal.code, record)
    }
  }

  private mutating func accept(_ corrections: [IRVERow.Correction]) {
    accepted += 1
    for code in Set(corrections.map(\.code)) { corrected[code.rawValue, default: 0] += 1 }
    if corrections.contains(where: { $0.code.kind == .corrected }) { correctedRows += 1 }
  }

  private mutating func refuse(_ code: String, _ record: Record) {
    refused[code, default: 0] += 1
    if refusedLines.count < 100 { refusedLines[record.line] = code }
  }

  var description: String {
    func list(_ counts: [String: Int]) -> String {
      counts.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
    return "\(accepted) accepted, \(correctedRows) corrected (\(list(corrected))); refused: \(list(refused))"
  }
}
