import Secrets
import Testing

@Suite struct Base64Tests {
  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `both alphabets give the texts of RFC 4648`(plain: String, text: String) {
    #expect(Base64.standard.encode(Array(plain.utf8)) == text)
    #expect(Base64.standard.decode(text.utf8) == Array(plain.utf8))
    let unpadded = String(text.prefix { $0 != "=" })
    #expect(Base64.url.encode(Array(plain.utf8)) == unpadded)
    #expect(Base64.url.decode(unpadded.utf8) == Array(plain.utf8))
  }

  @Test func `every byte at every place comes back`() {
    for length in 1...4 {
      for place in 0..<length {
        for byte in UInt8.min...UInt8.max {
          var original = [UInt8](repeating: 0xA5, count: length)
          original[place] = byte
          for base in [Base64.url, .standard] {
            #expect(base.decode(base.encode(original).utf8) == original)
          }
        }
      }
    }
  }

  @Test func `no two texts of up to four digits mean the same bytes`() {
    let digits = Array("AQgBZaz09-_+/=".utf8)
    for base in [Base64.url, .standard] {
      var texts: [[UInt8]] = [[]]
      for _ in 0..<4 {
        texts = texts.flatMap { text in digits.map { text + [$0] } }
        for text in texts {
          guard let decoded = base.decode(text) else { continue }
          #expect(Array(base.encode(decoded).utf8) == text)
        }
      }
    }
  }

  @Test(arguments: [
    "A", "AB", "Zg==", "Zh", "Zm9", "Zm9v ", " Zm9v", "Zm9v\n", "Zm+v", "Zm/v", "Zm9v=", "Zm9vYg==", "Zé", "Zm9vA",
  ])
  func `what is not the one right spelling for a URL is refused`(text: String) {
    #expect(Base64.url.decode(text.utf8) == nil)
  }

  @Test(arguments: ["Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm-v", "Zg==Zg==", "Zm8=\n", "="])
  func `what is not the one right spelling with padding is refused`(text: String) {
    #expect(Base64.standard.decode(text.utf8) == nil)
  }
}
