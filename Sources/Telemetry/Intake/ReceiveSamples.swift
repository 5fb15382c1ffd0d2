import HTTP
import Runtime
import Sites

/// Long bodies are unpacked and read beside the loop, two at a time.
final class BodyReaders: Sendable {
  let workers = Workers(name: "samples", threads: 2, queueLimit: 64)

  deinit { workers.stop() }
}

struct TelemetryQuery: Decodable, Sendable {
  let precision: LinePrecision?
}

/// What clients of InfluxDB say beside: whose it is and where it should go.
struct InfluxQuery: Decodable, Sendable {
  let precision: LinePrecision?
  let org: String?
  let orgID: String?
  let bucket: String?
}

extension TelemetryFeature {
  private static let longest = 1 << 20

  /// POST /api/telemetry.
  func receive(
    _ call: Call<Nothing, TelemetryQuery, RawBody<TelemetryBody>>, _ writer: DeviceWriter
  ) async throws -> Response {
    let isJSON = call.request.contentType == MediaType.json.text
    let precision = call.query.precision ?? .nanoseconds
    let verdict = try await take(call.request, call.body, of: writer) { bytes, zone in
      isJSON ? try JSONSamples.read(bytes, in: zone) : LineReader.read(bytes, precision)
    }
    return try .json(verdict)
  }

  /// POST /api/v2/write. Its clients keep what is not taken and send it again, so that a refused sample is nobody's error here.
  func receiveLines(_ call: Call<Nothing, InfluxQuery, AnyBody>, _ writer: DeviceWriter) async throws -> Response {
    let precision = call.query.precision ?? .nanoseconds
    _ = try await take(call.request, call.body, of: writer) { bytes, _ in LineReader.read(bytes, precision) }
    return .noContent
  }

  private func take(
    _ request: Request, _ body: [UInt8], of writer: DeviceWriter,
    _ read: @escaping @Sendable ([UInt8], Zone) throws -> [SentSample]
  ) async throws -> Verdict {
    let device = writer.device
    return try await allowances.during(device.id, at: clock.now) {
      let isPacked = try Self.isPacked(request)
      let sent = try await aside(body.count, isPacked) {
        try read(isPacked ? Self.unpacked(body) : body, device.zone)
      }
      try allowances.take(sent.count, of: device.id, at: clock.now)
      return try await store(sent, of: writer)
    }
  }

  /// What takes long is done beside the loop.
  private func aside<Value: Sendable>(
    _ length: Int, _ isPacked: Bool, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    length > 8192 || isPacked ? try await readers.workers.run(work) : try work()
  }

  private static func isPacked(_ request: Request) throws -> Bool {
    switch request.headers["Content-Encoding"]?.lowercased() {
    case nil, "", "identity": return false
    case "gzip", "x-gzip": return true
    default:
      throw Problem(
        .unsupportedMediaType, Text(fr: "Content-Encoding : gzip, ou rien.", en: "Content-Encoding: gzip, or none."))
    }
  }

  private static func unpacked(_ body: [UInt8]) throws -> [UInt8] {
    do {
      return try Gzip.unpack(body, limit: longest)
    } catch .tooLarge {
      throw Problem(
        .payloadTooLarge,
        Text(fr: "Au plus 1 Mio une fois décompressé.", en: "At most 1 MiB once unpacked."))
    } catch {
      throw Problem(.malformed, Text(fr: "Ce gzip est abîmé.", en: "This gzip is damaged."))
    }
  }

  func submit(_ submission: Submission) async throws -> Stored? {
    let now = clock.now
    let isLate = submission.samples.contains { RingSlot.slot(of: $0.sample.at, at: now) == nil }
    return try await (isLate ? lateBatches : batches).submit(submission)
  }

  /// Twice at the most with what is known to be new: a device that changes all the time is asked to come again.
  private func store(_ sent: [SentSample], of writer: DeviceWriter) async throws -> Verdict {
    var writer = writer
    for _ in 0..<3 {
      let checked = CheckedSamples(sent, of: writer.device, at: clock.now)
      let submission = Submission(device: writer.device, key: writer.key, samples: checked.fit)
      // Also where nothing is fit: metrics that are not known may be new, and a key may have ended.
      if let stored = try await submit(submission) {
        return Verdict(
          accepted: stored.accepted, duplicates: stored.duplicates, late: stored.late, refused: checked.refused)
      }
      guard let now = try await devices.lookUp(writer.hash) else { throw KnownDevices.unknownKey }
      writer = now
    }
    throw Problem(.unavailable).retry(after: 1)
  }
}
