import Accounts
import HTTP
import Postgres

/// PUT /api/admin/imports/{id}/file. Answers when the import is at its end or at preview. A client that leaves before
/// its file was read to the end takes it back; afterwards nothing depends on the client any more.
extension ImportFeature {
  func receive(_ call: Call<ImportPath, Nothing, Upload>, _: Administrator) async throws -> Response {
    let (id, request) = (call.path.id, call.request)
    var claimed: ClaimedImport?
    do {
      let source = try source(await find(id, in: database).source)
      try FileForm.check(request, takesAnyType: source.takesAnyType)
      let mine = try await claimForUpload(id, length: request.headers["Content-Length"].flatMap { Int($0) })
      claimed = mine
      let run = try await start(mine, .sent(file(mine, call)))
      await withTaskCancellationHandler {
        await run.wait()
      } onCancel: {
        run.clientLeft()
      }
      return try await answer(run, in: request.language)
    } catch let problem as Problem {
      // A client that asked before sending (Expect: 100-continue) has not begun.
      if claimed != nil || request.headers["Expect"] == nil { try? await drain(call.body) }
      throw problem
    }
  }

  private func file(_ claimed: ClaimedImport, _ call: Call<ImportPath, Nothing, Upload>) -> ImportFile {
    let headers = call.request.headers
    return ImportFile(
      name: claimed.fileName, contentType: headers["Content-Type"], contentEncoding: headers["Content-Encoding"],
      bytes: call.body)
  }

  /// Browsers look for an answer when they have sent all: a national file is taken to its end, whatever becomes of it.
  /// A longer one is answered in the middle of it.
  private func drain(_ rest: BodyStream) async throws {
    var drained = 0
    for try await piece in rest {
      drained += piece.count
      if drained > 256 << 20 { return }
    }
  }

  /// Returns the outcome of a run that is over.
  func answer(_ run: ImportRun, in language: Language) async throws -> Response {
    let shown = try await find(run.job.id, in: language)
    switch run.outcome {
    case .refused(let fault):
      var problem = Problem(.fileRefused, sources.sentence(fault.code, of: shown.source))
      problem.members = [("code", .string(fault.code)), ("import", try JSON(encoding: shown))]
      throw problem
    case .interrupted where shown.state == .failed:
      throw Problem(.unavailable, Failure.interrupted.sentence).retry(after: 1)
    case .broken(let failed): throw Problem(.internal, failed.failure.sentence)
    case .ended, .cancelled, .interrupted: return try .json(shown)
    }
  }
}

/// In what form a file may come.
enum FileForm {
  /// Browsers name a CSV file by the program that would open it.
  private static let types: Set = [
    "text/csv", "application/csv", "application/octet-stream", "multipart/form-data", "application/gzip",
    "application/x-gzip", "application/vnd.ms-excel",
  ]
  private static let encodings: Set = ["identity", "gzip", "x-gzip"]

  static func check(_ request: Request, takesAnyType: Bool) throws {
    if !takesAnyType, let type = request.contentType, !types.contains(type) {
      throw Problem(
        .unsupportedMediaType,
        Text(
          fr: "Envoyez text/csv, application/octet-stream ou multipart/form-data.",
          en: "Send text/csv, application/octet-stream or multipart/form-data."))
    }
    if let encoding = request.headers["Content-Encoding"], !encodings.contains(encoding.lowercased()) {
      throw Problem(
        .unsupportedMediaType,
        Text(fr: "Content-Encoding : gzip, ou aucun.", en: "Content-Encoding: gzip, or none."))
    }
  }
}

extension JSON {
  /// The JSON that a value is sent as.
  init(encoding value: some Encodable) throws {
    self = try JSONParser.parse(JSONWriter.encode(value).array)
  }
}
