import Postgres
import Runtime
import Stations

/// The columns of terms, a line each: who may charge at a point, when, and how it is paid.
enum TermsColumns {
  static let all = TableColumns { list(Terms(), Terms.ID(high: 0, low: 0), &$0) }

  fileprivate static func list(_ terms: Terms, _ id: Terms.ID, _ visit: inout some ColumnVisitor) {
    visit.column("id", id)
    visit.column("access", terms.access.rawValue)
    visit.column("hours_text", terms.hoursText)
    visit.column("hours", terms.hours)
    visit.column("two_wheelers_only", terms.twoWheelersOnly)
    visit.column("pay_per_use", terms.payPerUse)
    visit.column("pay_card", terms.payCard)
    visit.column("pay_other", terms.payOther)
    visit.column("free", terms.free)
    visit.column("tariff", terms.tariff)
  }
}

extension CopyRows {
  mutating func addTerms(_ terms: Terms, _ id: Terms.ID) {
    row(fields: TermsColumns.all.count)
    TermsColumns.list(terms, id, &self)
  }
}

extension Terms {
  init(_ row: IRVERow) {
    self.init()
    access =
      switch row.conditionAcces {
      case .libre: .open
      case .reserve: .restricted
      }
    (hoursText, hours) = (row.horaires.string, row.horairesLus.string)
    twoWheelersOnly = row.stationDeuxRoues
    (payPerUse, payCard, payOther, free) = (row.paiementActe, row.paiementCb, row.paiementAutre, row.gratuit)
    tariff = row.tarification.string
  }
}
