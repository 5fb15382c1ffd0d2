import Foundation
import HTTP
import Runtime
import TestSupport
import Testing

struct JSONWriterTests {
  private struct Inner: Codable, Equatable {
    var flag: Bool?
    var words: [String]
  }
  private struct Outer: Codable, Equatable {
    var name: String
    var small: Int8
    var large: UInt64
    var whole: Int
    var half: Double
    var float: Float
    var none: Int?
    var inner: Inner
    var list: [Inner]
    var map: [String: Int]
    var nested: [[Int]]
    var empty: [Int]
    var pairs: [Int?]
  }

  private let sample = Outer(
    name: "a\"b\\c\n\u{1F}\u{7F}é𝄞/", small: -128, large: .max, whole: .min, half: 0.1, float: 0.1, none: nil,
    inner: Inner(flag: true, words: ["x", ""]), list: [Inner(flag: nil, words: []), Inner(flag: false, words: ["y"])],
    map: ["k": 1], nested: [[1], [], [2, 3]], empty: [], pairs: [1, nil, 2])

  @Test func `what is written another decoder reads`() throws {
    let bytes = try JSONWriter.encode(sample)
    #expect(try JSONDecoder().decode(Outer.self, from: Data(bytes.text.utf8)) == sample)
  }

  @Test func `members stand in their order, and what has no value is null`() throws {
    #expect(
      try JSONWriter.encode(sample).text
        == #"{"name":"a\"b\\c\n\u001f"# + "\u{7F}" + #"é𝄞/","small":-128,"large":18446744073709551615,"#
        + #""whole":-9223372036854775808,"half":0.1,"float":0.1,"none":null,"inner":{"flag":true,"words":["x",""]},"#
        + #""list":[{"flag":null,"words":[]},{"flag":false,"words":["y"]}],"map":{"k":1},"nested":[[1],[],[2,3]],"empty":[],"#
        + #""pairs":[1,null,2]}"#)
  }

  @Test func `no kind of member is left out`() throws {
    struct Absent: Encodable {
      let text: String? = nil
      let flag: Bool? = nil
      let whole: Int? = nil
      let small: Int8? = nil
      let large: UInt64? = nil
      let half: Double? = nil
      let float: Float? = nil
      let at: Instant? = nil
      let list: [Int]? = nil
      let inner: Inner? = nil
    }
    #expect(
      try JSONWriter.encode(Absent()).text
        == #"{"text":null,"flag":null,"whole":null,"small":null,"large":null,"half":null,"float":null,"at":null,"#
        + #""list":null,"inner":null}"#)
  }

  @Test func `a link leaves out what it does not say`() throws {
    let links = Links().adding("self", "/a").adding("list", "/b{?q}").adding("take", "/c", method: .post)
    #expect(
      try JSONWriter.encode(links).text
        == #"{"self":{"href":"/a"},"list":{"href":"/b{?q}","templated":true},"take":{"href":"/c","method":"POST"}}"#)
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1, "1"), (-2.5, "-2.5"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e16, "1e+16"),
    (1e300, "1e+300"),
    (5e-7, "5e-07"), (9_007_199_254_740_991, "9007199254740991"), (9_007_199_254_740_992, "9007199254740992.0"),
    (.infinity, "null"),
    (-.infinity, "null"), (.nan, "null"),
  ])
  func `numbers are written as JSON has them`(number: Double, text: String) throws {
    #expect(try JSONWriter.encode(number).text == text)
    if number.isFinite {
      #expect(try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) as? Double == number)
    }
  }

  @Test func `every character survives a trip through the other parser`() throws {
    for value in UInt32(0)...0x2FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "<\(Character(scalar))>"
      let written = try JSONWriter.encode([text]).text
      let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String]
      #expect(read?.first?.unicodeScalars.elementsEqual(text.unicodeScalars) == true, "U+\(String(value, radix: 16))")
    }
  }

  @Test func `numbers keep their text from reading to writing`() throws {
    for text in ["0", "-0", "1.10", "1E5", "12345678901234567890123", "0.1000000000000000055511151231257827"] {
      #expect(try JSONParser.parse(Array(text.utf8)).serialized().text == text)
    }
  }

  @Test func `an Instant, an id and a word are strings`() throws {
    struct Things: Encodable {
      let at = Instant(seconds: 0)
      let id = Identifier<Things>(high: 1, low: 2)
      let language = Language.english
    }
    #expect(
      try JSONWriter.encode(Things()).text
        == #"{"at":"1970-01-01T00:00:00Z","id":"00000000-0000-0001-0000-000000000002","language":"en"}"#)
  }

  @Test func `lists are written member by member without values between`() {
    var writer = JSONWriter()
    writer.array { writer in
      for number in 0..<3 {
        writer.object { writer in
          writer.name("n" as StaticString)
          writer.write(number)
          writer.name("quote\"" as String)
          writer.write(true)
        }
      }
      writer.array { _ in }
      writer.null()
    }
    #expect(
      writer.finish().text == #"[{"n":0,"quote\"":true},{"n":1,"quote\"":true},{"n":2,"quote\"":true},[],null]"#)
  }
}
