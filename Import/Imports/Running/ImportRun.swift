import HTTP
import Postgres
import Runtime
import Synchronization

/// One import in the hands of this process, from its claim to its end or to preview. Its task is nobody's child: a client
/// that leaves after its file was read changes nothing. It runs off the loop, so that reading rows holds up no request.
final class ImportRun: Sendable {
  enum Intake: Sendable {
    case sent(ImportFile)
    case fetched(String)
    /// The stage is filled already.
    case staged(insisting: Bool)
  }

  enum Outcome: Sendable {
    /// At preview or done.
    case ended
    case cancelled
    case interrupted
    case refused(any ImportFault)
    /// By a fault of ours.
    case broken(Failed)
  }

  /// The reason to stop before its end.
  enum Stop: Sendable { case requested, interrupted }

  private struct State {
    var task: Task<Void, Never>?
    var stop: Stop?
    var isRead = false
    var outcome = Outcome.broken(Failure.unexpected.about(nil))
  }

  let job: ImportJob
  let source: any ImportSource
  private let imports: ImportFeature
  private let state = Mutex(State())

  init(_ claimed: ClaimedImport, _ source: any ImportSource, _ imports: ImportFeature) {
    let progress = Progress()
    progress.update { $0 = claimed.counts }
    job = ImportJob(id: claimed.id, mode: claimed.mode, mayApplyAtOnce: !claimed.confirm, progress: progress)
    self.source = source
    self.imports = imports
  }

  var outcome: Outcome { state.withLock { $0.outcome } }

  func start(_ intake: Intake) {
    let task = Task { await self.run(intake) }
    let isStopped = state.withLock { state in
      state.task = task
      return state.stop != nil
    }
    if isStopped { task.cancel() }
  }

  func wait() async { await state.withLock { $0.task }?.value }

  /// The first reason counts.
  func stop(_ reason: Stop) {
    let task = state.withLock { state in
      state.stop = state.stop ?? reason
      return state.task
    }
    task?.cancel()
  }

  func clientLeft() {
    if !state.withLock({ $0.isRead }) { stop(.interrupted) }
  }

  // MARK: The task

  private func run(_ intake: Intake) async {
    let publisher = ImportPublisher(run: self, imports: imports)
    let publishing = Task { await publisher.run() }
    let outcome: Outcome
    do {
      try await work(intake)
      outcome = .ended
    } catch {
      outcome = judge(error)
    }
    publishing.cancel()
    await publishing.value
    // Its own task: this one may have been cancelled, and the row has to be written all the same.
    await Task { await self.conclude(outcome) }.value
    state.withLock { $0.outcome = outcome }
    imports.runs.remove(job.id)
  }

  private func work(_ intake: Intake) async throws {
    var (counted, job) = (Changes?.none, job)
    switch intake {
    case .sent(let file):
      guard let changes = try await receive(file, nil) else { return }
      counted = changes
    case .fetched(let address):
      guard let fetched = try await imports.fetch(address, for: job, source.source) else {
        return try await imports.settleUnmodified(job)
      }
      do {
        guard let changes = try await receive(fetched.file, fetched.version) else { return }
        counted = changes
      } catch is ImportFeature.Unmodified {
        return try await imports.settleUnmodified(job)
      }
    case .staged(let insisting): job.insists = insisting
    }
    try await merge(job, counted: counted)
  }

  /// Returns the changes that are to be merged at once; nil when there is nothing to do yet, or any more.
  private func receive(_ file: ImportFile, _ version: ImportFeature.Version?) async throws -> Changes? {
    let content = ContentTag()
    let summed = version?.isByContent == true ? content : nil
    let counted = ImportFile(
      name: file.name, contentType: file.contentType, contentEncoding: file.contentEncoding,
      lastModified: file.lastModified, bytes: BodyStream { try await self.next(of: file.bytes, to: summed) })
    // As long as the sender takes. Nothing is tried twice: the file passes once.
    return try await imports.database.transaction(timeout: .seconds(86_400), attempts: 1, givesWay: true) {
      transaction in
      try await imports.lock(source.source, in: transaction)
      let receipt = try await source.receive(counted, job, in: transaction)
      let tag = try version?.tag(content)
      let state = try await imports.settle(job, receipt, tag: tag, in: transaction)
      return if case .staged(let changes, _) = receipt, state == .merging { changes } else { nil }
    }
  }

  private func next(of bytes: BodyStream, to content: ContentTag?) async throws -> [UInt8]? {
    var iterator = bytes.makeAsyncIterator()
    guard let piece = try await iterator.next() else {
      state.withLock { $0.isRead = true }
      return nil
    }
    content?.add(piece)
    job.progress.update { $0.bytesReceived += piece.count }
    // Before it is unpacked it may lie on our disk.
    if job.progress.counts.bytesReceived > Unpacking.Limits().bytes { throw SourceFault.tooLarge }
    return piece
  }

  private func merge(_ job: ImportJob, counted: Changes?) async throws {
    try await imports.database.transaction(timeout: .seconds(3600), givesWay: true) { transaction in
      try await imports.lock(source.source, in: transaction)
      // A database that crashed meanwhile has emptied the stage, and this mark with it.
      let staged = try await transaction.execute("delete from import_stages where import_id = \(job.id)")
      guard staged == 1 else { throw Failure.stageLost.about(nil) }
      let changes = try await source.merge(job, counted: counted, in: transaction)
      try await imports.finish(job, changes, tag: nil, in: transaction)
    }
  }

  // MARK: The end

  private func judge(_ error: any Error) -> Outcome {
    switch (state.withLock { $0.stop }, error) {
    case (.requested, _), (_, is CancelRequested): return .cancelled
    case (.interrupted, _), (_, is CancellationError), (_, is BodyStream.Interrupted): return .interrupted
    case (_, is ConnectionLost), (_, is Unavailable): return .interrupted
    case (_, let fault as any ImportFault): return .refused(fault)
    default:
      imports.log.error(
        "an import failed",
        ["import": .text(job.id.description), "error": .text(String(describing: error))])
      return .broken(Failed(error))
    }
  }

  private func conclude(_ outcome: Outcome) async {
    do {
      switch outcome {
      case .ended: return
      case .cancelled: try await imports.conclude(job.id, source.source, .cancelled, nil, job.progress.counts)
      case .interrupted: try await fail(Failure.interrupted.about(nil))
      case .refused(let fault): try await fail(fault)
      case .broken(let failed): try await fail(failed)
      }
    } catch {
      // The next sweep finds it without a beat.
      imports.log.warning(
        "the end of an import was not written",
        ["import": .text(job.id.description), "error": .text(String(describing: error))])
    }
  }

  private func fail(_ fault: any ImportFault) async throws {
    try await imports.conclude(job.id, source.source, .failed, fault, job.progress.counts)
  }
}

/// Somebody asked for the end before it was there.
struct CancelRequested: Error {}

extension ImportFeature.Version {
  fileprivate var isByContent: Bool {
    if case .content = self { true } else { false }
  }

  /// - Throws: `Unmodified` where the file holds what was imported last: nothing of it stays.
  fileprivate func tag(_ content: ContentTag) throws -> String {
    switch self {
    case .named(let tag): return tag
    case .content(let last):
      let tag = content.text
      if tag == last { throw ImportFeature.Unmodified() }
      return tag
    }
  }
}
