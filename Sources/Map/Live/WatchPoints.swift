import HTTP
import Runtime
import Stations

/// WS /api/live?bbox=w,s,e,n: what changes in view, from now on or since the number of the last message that was read.
struct LiveQuery: Decodable, Sendable {
  let bbox: BoundingBox?
  let since: Int?
}

/// `{"type": "view", "bbox": "w,s,e,n" or [w, s, e, n], "since": 17}`
private struct ViewMessage {
  let box: BoundingBox
  let since: Int?

  init(_ text: String) throws {
    guard text.utf8.count <= MessageAllowance.longest else { throw Problem(.malformed) }
    let json = try JSONParser.parse(Array(text.utf8))
    guard json["type"] == "view" else { throw Problem(.malformed) }
    do throws(FieldFault) {
      box = try BoundingBox(ViewMessage.box(json["bbox"] ?? .null))
      since = try json["since"].flatMap { $0 == .null ? nil : $0 }.map { json throws(FieldFault) in try Int(.json(json))
      }
    } catch {
      throw Problem(.validation, faults: [Problem.Fault("/bbox", error)])
    }
  }

  private static func box(_ json: JSON) -> FieldValue {
    guard case .array(let elements) = json else { return .json(json) }
    let numbers = elements.map { if case .number(let text) = $0 { text } else { "" } }
    return .text(numbers.joined(separator: ","))
  }
}

extension MapFeature {
  func watch(_ call: Call<Nothing, LiveQuery, NoBody>, _: Void, _ socket: WebSocket) async throws {
    let watcher = LiveWatcher()
    let token = hub.join(watcher)
    let writer = Task {
      while let message = await watcher.next() { try await socket.send(message) }
    }
    defer {
      hub.leave(token)
      writer.cancel()
    }
    if let box = call.query.bbox { await look(watcher, at: box, since: call.query.since) }
    var allowance = MessageAllowance(at: clock.now)
    while let message = await socket.receive() {
      guard allowance.take(at: clock.now) else { return socket.close(.policyViolation, reason: "too many messages") }
      guard case .text(let text) = message else { continue }
      do {
        let view = try ViewMessage(text)
        await look(watcher, at: view.box, since: view.since)
      } catch let error as any ProblemConvertible {
        let id = call.request.id.description
        let answer = error.problem.response(in: call.request.language, requestID: id)
        if case .bytes(let bytes) = answer.body { try await socket.send(bytes) }
      }
    }
  }

  /// The watcher is told of everything from here on before it is asked what it missed: something may come twice, nothing never.
  private func look(_ watcher: LiveWatcher, at box: BoundingBox, since: Int?) async {
    watcher.look(at: box)
    let number = hub.number
    watcher.catchUp(with: await missed(since: since), number: number)
  }

  private func missed(since number: Int?) async -> [PointNews]? {
    guard let number, present.moment != nil else { return [] }
    guard let points = hub.missed(since: number), let moment = present.moment else { return nil }
    return await hub.news(of: points, at: moment)
  }
}
