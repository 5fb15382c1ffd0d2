import Runtime
import Testing

@testable import HTTP

/// Fields as they came, and the questions that are asked of eight bytes at a time.
struct ReceivedFieldsTests {
  private func headers(_ lines: [String]) throws -> Headers {
    let text = (["GET / HTTP/1.1", "Host: a"] + lines + ["", ""]).joined(separator: "\r\n")
    return try Array(text.utf8).withUnsafeBytes { try RequestHead($0).headers }
  }

  @Test func `a field is found whatever its case, the first of several, and all of them in their order`() throws {
    let headers = try headers(["x-A: 1", "X-Ab: 2", "X-a:3", "Cookie:\t a=b ", "Empty:"])
    #expect(headers["X-A"] == "1" && headers.all("x-a") == ["1", "3"] && headers["cookie"] == "a=b")
    #expect(headers["Empty"] == "" && headers["X-"] == nil && headers["X-Abc"] == nil && headers[""] == nil)
    #expect(headers.fields.map(\.name) == ["Host", "x-A", "X-Ab", "X-a", "Cookie", "Empty"])
  }

  @Test func `what is said here follows what came`() throws {
    var headers = try headers(["X-A: 1"])
    headers.add("X-A", "2")
    headers.set("X-B", "3")
    #expect(headers["X-A"] == "1" && headers.all("X-A") == ["1", "2"] && headers["X-B"] == "3")
  }

  @Test func `as many fields as a head has room for are kept apart`() throws {
    let names = (0..<1500).map { "F\($0)" }
    let headers = try headers(names.map { "\($0): v\($0)" })
    for name in names { #expect(headers[name] == "v\(name)") }
  }

  @Test func `bytes that are not UTF-8 are read as Latin-1`() throws {
    let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX-A: caf".utf8) + [0xE9] + Array("\r\nX-B: café\r\n\r\n".utf8)
    let headers = try bytes.withUnsafeBytes { try RequestHead($0).headers }
    #expect(headers["X-A"] == "café" && headers["X-B"] == "café")
  }

  @Test func `a head that no offset could name is refused`() {
    let text = "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 70_000))\r\n\r\n"
    #expect(throws: RequestHead.Fault.tooLarge) { try Array(text.utf8).withUnsafeBytes { _ = try RequestHead($0) } }
  }

  @Test func `every byte at every place is judged as alone`() {
    for byte in UInt8.min...UInt8.max {
      for place in 0..<19 {
        var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 19)
        bytes[(place + 7) % 19] = 9
        bytes[place] = byte
        let (isPrintable, isASCII) = bytes.withUnsafeBytes { (ByteScan.isPrintable($0), ByteScan.isASCII($0)) }
        #expect(isPrintable == !HeadLines.isControl(byte), "\(byte) at \(place)")
        #expect(isASCII == (byte < 128), "\(byte) at \(place)")
      }
    }
  }

  @Test func `methods are told apart by every letter`() {
    for method in Method.allCases {
      #expect(Array(method.rawValue.utf8).withUnsafeBytes { Method($0) } == method)
      for name in [method.rawValue.lowercased(), method.rawValue + "S", String(method.rawValue.dropLast()), ""] {
        #expect(Array(name.utf8).withUnsafeBytes { Method($0) } == nil)
      }
    }
  }

  @Test func `an id is written as it reads`() {
    let id = Identifier<Request>(high: 0x0123_4567_89ab_7def, low: 0x8123_4567_89ab_cdef)
    var block = ByteWriter()
    block.append(id)
    let text = block.finish().text
    #expect(text == "01234567-89ab-7def-8123-456789abcdef" && text == id.description && Identifier(text) == id)
  }

  @Test(arguments: [0, 7, 10, 99, 100, 8192, 1_234_567_890, Int.max])
  func `a number is written as it reads`(number: Int) {
    var block = ByteWriter()
    block.append(decimal: number)
    let text = block.finish().text
    #expect(text == "\(number)")
  }
}
