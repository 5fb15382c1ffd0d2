import HTTP
import Postgres

/// Imports that name an address instead of sending a file.
extension ImportFeature {
  struct Fetched {
    let file: ImportFile
    let version: Version
  }

  /// The version of a file that is fetched.
  enum Version: Sendable {
    /// As its server names it.
    case named(String)
    /// To be told by what it holds; what was imported last held the other.
    case content(last: String?)
  }

  /// A file that was read to its end holds what was imported last.
  struct Unmodified: Error {}

  /// Takes the next of the line, if there is one and it is its turn.
  func fetchNext(_ source: Import.Source) async throws {
    guard !runs.isStopping, let claimed = try await claimNext(source), let url = claimed.url else { return }
    _ = try await start(claimed, .fetched(url))
  }

  /// nil: the address still holds what was imported last.
  func fetch(_ url: String, for job: ImportJob, _ source: Import.Source) async throws -> Fetched? {
    guard let address = WebAddress(url) else { throw Failure.unreachable.about(url) }
    let tag = try await database.first(
      ImportFeature.lastTag("\(source.rawValue)", "\(url)", "\(job.mode.rawValue)")
    ) { row in try row.next(String?.self) }
    let isTrusted = try await isOfOperator(job)
    let download = try await Download.open(
      address, unless: tag ?? nil, allowsPrivate: settings.allowsPrivateAddresses || isTrusted,
      patience: settings.patience)
    let head = download.head
    if head.status == 304, tag != nil { return nil }
    guard head.status == 200 else { throw Failure.badStatus.about(String(head.status)) }
    job.progress.update { $0.bytesTotal = head.length }
    return Fetched(
      file: ImportFile(
        name: address.fileName, contentType: head.contentType, contentEncoding: head.contentEncoding,
        lastModified: head.lastModified, bytes: download.bytes),
      version: (head.entityTag ?? head.datedTag).map(Version.named) ?? .content(last: tag ?? nil))
  }

  /// Whoever runs the server names addresses by its settings or its command line; an administrator's stands in their name.
  private func isOfOperator(_ job: ImportJob) async throws -> Bool {
    try await database.first("select created_by is null from imports where id = \(job.id)") {
      try $0.next(Bool.self)
    } ?? false
  }

  /// Which version of an address the stations are in the state of; null when the last import was of something else.
  static func lastTag(_ source: SQL, _ url: SQL, _ mode: SQL) -> SQL {
    """
    select case when o.url = \(sql: url) and o.mode = \(sql: mode) then o.entity_tag end from imports o
    where o.source = \(sql: source) and o.state = 'done'
      and (o.url = \(sql: url) or o.source <> all(\(RegisteredSource.cumulative)))
    order by o.finished_at desc, o.id desc limit 1
    """
  }
}
