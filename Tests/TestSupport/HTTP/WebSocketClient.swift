/// The client's half of RFC 6455, able to break its rules.
package final class WebSocketClient: Sendable {
  package struct Frame: Sendable, Equatable {
    package var isLast = true
    package var opcode: UInt8
    package var payload: [UInt8]

    package init(_ opcode: Opcode, _ payload: [UInt8], isLast: Bool = true) {
      self.isLast = isLast
      self.opcode = opcode.rawValue
      self.payload = payload
    }

    package var text: String { String(decoding: payload, as: UTF8.self) }
    /// The code of a close frame.
    package var closeCode: Int? {
      guard opcode == Opcode.close.rawValue, payload.count >= 2 else { return nil }
      return Int(payload[0]) << 8 | Int(payload[1])
    }
  }

  package enum Opcode: UInt8, Sendable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10
  }

  package let connection: RawConnection

  /// Opens a connection and shakes hands; `early` goes in the same packet as the handshake.
  package init(
    port: UInt16, path: String, extra: [String] = [], receiveBuffer: Int32? = nil, early: [UInt8] = []
  ) throws {
    connection = try RawConnection(port: port, receiveBuffer: receiveBuffer)
    try connection.send(Array(WebSocketClient.handshake(path, extra: extra).utf8) + early)
    let answer = try connection.readHead()
    guard answer.status == 101, answer["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" else {
      throw RawConnection.Failure(description: "no WebSocket: \(answer.status)")
    }
  }

  /// The example of RFC 6455, 1.3, whose answer is known.
  package static func handshake(_ path: String, extra: [String] = []) -> String {
    ([
      "GET \(path) HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: keep-alive, Upgrade",
      "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ] + extra + ["", ""]).joined(separator: "\r\n")
  }

  package func send(_ frame: Frame) throws { try connection.send(WebSocketClient.encode(frame)) }
  package func send(_ text: String) throws { try send(Frame(.text, Array(text.utf8))) }

  package func close(_ code: UInt16) throws {
    try send(Frame(.close, [UInt8(code >> 8), UInt8(code & 255)]))
  }

  package static func encode(_ frame: Frame, masked: Bool = true, reserved: UInt8 = 0) -> [UInt8] {
    var bytes: [UInt8] = [(frame.isLast ? 0x80 : 0) | reserved << 4 | frame.opcode]
    let maskBit: UInt8 = masked ? 0x80 : 0
    let count = frame.payload.count
    switch count {
    case 0..<126: bytes.append(maskBit | UInt8(count))
    case 126..<65_536: bytes += [maskBit | 126, UInt8(count >> 8), UInt8(count & 255)]
    default: bytes += [maskBit | 127] + stride(from: 56, through: 0, by: -8).map { UInt8(count >> $0 & 255) }
    }
    guard masked else { return bytes + frame.payload }
    let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
    return bytes + mask + frame.payload.enumerated().map { $1 ^ mask[$0 % 4] }
  }

  /// The next frame; nil once the server has closed the connection.
  package func receive() throws -> Frame? {
    guard let first = try connection.receive() else { return nil }
    connection.putBack(first)
    let head = try connection.read(2)
    var length = Int(head[1] & 0x7F)
    if length > 125 {
      length = try connection.read(length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
    }
    guard head[1] & 0x80 == 0 else { throw RawConnection.Failure(description: "a server must not mask") }
    var frame = Frame(.text, try connection.read(length), isLast: head[0] & 0x80 != 0)
    frame.opcode = head[0] & 15
    return frame
  }

  /// The code with which the server says goodbye, whatever it sends before.
  package func closeCode() throws -> Int? {
    while let frame = try receive() {
      if let code = frame.closeCode { return code }
    }
    return nil
  }
}
