package import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Stations

/// A mail half an hour before a booking begins, for drivers who want one.
extension ReservationsFeature {
  private static let ahead = Duration.seconds(30 * 60)

  /// Any number of servers may do so side by side: of each booking one letter is queued. Not of one that was made when it was
  /// about to begin anyway, and not of the half-hour that was added to another.
  @discardableResult
  package func queueReminders() async throws -> Int {
    let now = clock.now
    let due: SQL = """
      select r.account_id, r.id as about from reservations r join accounts a on a.id = r.account_id
      where r.state = 'reserved' and not r.begin_noted and lower(r.during) > \(now) and lower(r.during) <= \(now + Self.ahead)
        and lower(r.during) - r.created_at > interval '30 minutes' and r.extends_id is null and a.reminders
        and not exists (select from mails m where m.about = r.id and m.kind = 'reminder')
      """
    return try await database.execute(Self.reminder.queue(due, at: now))
  }

  /// Worded when it goes out: of a booking that was given back meanwhile, or that has begun, nobody is told.
  package static let reminder = Commission("reminder") { database, account, subject, site, now in
    let id = Reservation.ID(high: subject.high, low: subject.low)
    let found = try await database.first(
      """
      select \(sql: Reservation.columns(at: now))
      from reservations r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
        join accounts a on a.id = r.account_id
      where r.id = \(id) and a.id = \(account) and a.reminders and r.state = 'reserved' and lower(r.during) > \(now)
      """
    ) { row in try Reservation(&row) }
    return found.map { $0.reminder(at: site) }
  }
}

extension Reservation {
  fileprivate func reminder(at site: Site) -> LetterWords {
    let (from, to) = (wallTime(startsAt), wallTime(endsAt))
    let place = station.place.joined(separator: "\n")
    let link = site.booking(id)
    return LetterWords(
      subject: Text(fr: "Votre recharge commence à \(from)", en: "Your charging begins at \(from)"),
      text: Text(
        fr: "Votre demi-heure réservée commence bientôt : de \(from) à \(to), heure locale.\n\n"
          + "\(place)\n\(point.words(in: .french))\n\nPour la voir, démarrer la charge ou y renoncer :\n\n\(link)\n\n"
          + "Vous recevez ce rappel parce que vous l'avez demandé ; votre profil permet de l'arrêter.",
        en: "The half-hour that you booked begins soon: from \(from) to \(to), local time.\n\n"
          + "\(place)\n\(point.words(in: .english))\n\nTo see it, start the charge or give it back:\n\n\(link)\n\n"
          + "You receive this reminder because you asked for it; your profile lets you stop it."))
  }

  /// By the clock on the wall where the station stands.
  private func wallTime(_ instant: Instant) -> String {
    let zone = Zone.named(timeZone) ?? Zone.named("Europe/Paris")
    let minute = zone.map { $0.local(instant).second / 60 } ?? Int(instant.seconds % 86_400) / 60
    func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(digits(minute / 60)):\(digits(minute % 60))"
  }
}
