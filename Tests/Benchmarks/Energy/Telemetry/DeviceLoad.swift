import Foundation
import Runtime
import Synchronization

/// Devices that send a sample each every 10 s over connections that stay open, spread evenly, and one who reads newest values
/// all the time.
final class DeviceLoad: Sendable {
  struct Outcome {
    let accepted: Int
    let seconds: Double
    let readerP99: Double
    let senderP99: Double
  }

  private static let connections = 64

  private struct Heard {
    var accepted = 0
    var sent: [Double] = []
    var read: [Double] = []
  }

  private let bench: TelemetryBench
  private let seconds: Int
  private let heard = Mutex(Heard())
  private let isOver = Flag()

  init(_ bench: TelemetryBench, seconds: Int) { (self.bench, self.seconds) = (bench, seconds) }

  func run() async throws -> Outcome {
    let began = ContinuousClock.now
    let reader = thread { self.read() }
    let senders = (0..<Self.connections).map { lane in thread { self.send(lane, from: began) } }
    for sender in senders { await sender.value }
    let took = (ContinuousClock.now - began).inSeconds
    isOver.raise()
    await reader.value
    let heard = heard.withLock { $0 }
    return Outcome(
      accepted: heard.accepted, seconds: took, readerP99: Self.p99(heard.read), senderP99: Self.p99(heard.sent))
  }

  private static func p99(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, sorted.count * 99 / 100)] * 1000
  }

  private func thread(_ work: @escaping @Sendable () -> Void) -> Task<Void, Never> {
    Task {
      await withCheckedContinuation { done in
        startThread(name: "load") {
          work()
          done.resume()
        }
      }
    }
  }

  private func send(_ lane: Int, from began: ContinuousClock.Instant) {
    guard let connection = try? OpenConnection(port: bench.server.port) else { return }
    let all = bench.devices.all
    let mine = Array(stride(from: lane, to: all.count, by: Self.connections))
    for round in 0..<(seconds / 10) {
      for (place, device) in mine.enumerated() {
        let due = began + .seconds(round * 10) + .milliseconds(place * 10_000 / mine.count)
        let wait = (due - .now).inSeconds
        if wait > 0 { usleep(UInt32(wait * 1_000_000)) }
        let body =
          "{\"samples\":[{\"metric\":\"power\",\"at\":\"\(WallClock.system().now)\",\"value\":\(2000 + device % 700)}]}"
        let began = ContinuousClock.now
        let answer = connection.ask(
          "POST /api/telemetry HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(all[device].key)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let took = (ContinuousClock.now - began).inSeconds
        let isAccepted = answer?.contains("\"accepted\":1") == true
        heard.withLock { heard in
          if isAccepted { heard.accepted += 1 }
          heard.sent.append(took)
        }
      }
    }
  }

  private func read() {
    guard let connection = try? OpenConnection(port: bench.server.port) else { return }
    let all = bench.devices.all
    while !isOver.isRaised {
      let device = all[Int.random(in: 0..<all.count)].id
      let began = ContinuousClock.now
      _ = connection.ask(
        "GET /api/devices/\(device)/metrics/power HTTP/1.1\r\nHost: localhost\r\n"
          + "Cookie: watts_up_session=\(bench.devices.session)\r\n\r\n")
      let took = (ContinuousClock.now - began).inSeconds
      heard.withLock { $0.read.append(took) }
      usleep(10_000)
    }
  }
}

/// A connection that stays open for one request after another; answers must say how long they are.
private final class OpenConnection {
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
    let code = withUnsafeBytes(of: &address) { bytes in
      connect(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
    guard code == 0 else { throw Program.Failure(description: "no connection") }
  }

  deinit { close(descriptor) }

  func ask(_ request: String) -> String? {
    var rest = Array(request.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return nil }
      rest = rest.dropFirst(count)
    }
    var answer = ""
    var piece = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      guard count > 0 else { return nil }
      answer += String(decoding: piece.prefix(count), as: UTF8.self)
      guard let end = answer.range(of: "\r\n\r\n") else { continue }
      let head = answer[..<end.lowerBound].lowercased()
      let line = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") } ?? ""
      let length = Int(line.drop { !$0.isNumber }) ?? 0
      if answer[end.upperBound...].utf8.count >= length { return answer }
    }
  }
}
