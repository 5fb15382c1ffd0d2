import HTTP
import Places
import Postgres
import Runtime

/// Figures of the layers for `/metrics`.
extension Metrics {
  func add(_ database: Database) {
    collect { page in
      let figures = database.figures
      page.family("watts_up_pool_connections", "gauge", "Connections to PostgreSQL, by state.")
      page.sample("watts_up_pool_connections", "state=\"idle\"", Double(figures.idle))
      page.sample("watts_up_pool_connections", "state=\"in_use\"", Double(figures.inUse))
      page.sample("watts_up_pool_connections", "state=\"opening\"", Double(figures.opening))
      page.family("watts_up_read_connections", "gauge", "Connections that short reads share, by where they lead.")
      page.sample("watts_up_read_connections", "to=\"primary\"", Double(figures.readConnections))
      page.sample("watts_up_read_connections", "to=\"replica\"", Double(figures.replicaConnections))
      page.single("watts_up_pool_waiting", "gauge", "Callers that wait for a connection.", Double(figures.waiting))
      page.single(
        "watts_up_pool_refused_total", "counter", "Callers turned away: queue full or wait over.",
        Double(figures.refused))
      page.single(
        "watts_up_pool_retries_total", "counter", "Statements and transactions tried again.", Double(figures.retries))
    }
  }

  func add(_ addresses: AddressBase) {
    collect { page in
      let figures = addresses.figures
      page.single(
        "watts_up_addresses_asked_total", "counter", "Questions to the address base.", Double(figures.asked))
      page.single(
        "watts_up_addresses_failed_total", "counter", "Questions that it did not answer as it should.",
        Double(figures.failed))
      page.single(
        "watts_up_addresses_refused_total", "counter", "Questions that were not asked: too many under way.",
        Double(figures.refused))
    }
  }

  func add(_ background: BackgroundRunner) {
    collect { page in
      let works = background.figures.map { (label: "work=\"\($0.work)\"", figures: $0.figures) }
      func show(_ name: String, _ kind: String, _ help: String, _ value: (BackgroundState.Figures) -> Double) {
        page.family(name, kind, help)
        for (label, figures) in works { page.sample(name, label, value(figures)) }
      }
      show("watts_up_background_rounds_total", "counter", "Rounds of work in the background, failed ones too.") {
        Double($0.rounds)
      }
      show("watts_up_background_failures_total", "counter", "Rounds that failed.") { Double($0.failures) }
      show("watts_up_background_failing", "gauge", "1 where the last round failed.") { $0.isFailing ? 1 : 0 }
      show("watts_up_background_round_seconds", "gauge", "Time of the last round, with what it waited for.") {
        $0.took.inSeconds
      }
    }
  }
}
