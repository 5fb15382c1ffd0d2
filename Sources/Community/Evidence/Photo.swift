import HTTP
import Resources

/// A picture as it is kept: its own bytes say what it is, and nothing stands beside it but which way is up.
struct Photo: Sendable {
  enum Kind: String, CaseIterable, Field {
    case jpeg = "image/jpeg"
    case png = "image/png"
  }

  let kind: Kind
  let bytes: [UInt8]

  /// Of what is sent; a camera's largest photo is smaller once an app has scaled it.
  static let longest = 5 << 20
  private static let mostSide = 16_384
  private static let mostPixels = 64_000_000

  init(_ sent: [UInt8]) throws {
    if sent.starts(with: CleanJPEG.start) {
      (kind, bytes) = (.jpeg, try Self.kept(CleanJPEG(sent)))
    } else if sent.starts(with: CleanPNG.start) {
      (kind, bytes) = (.png, try Self.kept(CleanPNG(sent)))
    } else {
      throw Problem(
        .unsupportedMediaType,
        Text(fr: "Une photo en JPEG ou en PNG.", en: "A photo in JPEG or in PNG."))
    }
  }

  private static func kept(_ picture: (some CleanPicture)?) throws -> [UInt8] {
    guard let picture, (1...mostSide).contains(picture.width), (1...mostSide).contains(picture.height),
      picture.width * picture.height <= mostPixels
    else {
      let fault = FieldFault(
        "bad-picture", fr: "Cette image est illisible ou trop grande.",
        en: "This picture cannot be read, or is too large.")
      throw Problem(.validation, faults: [Problem.Fault("", fault)])
    }
    return picture.kept
  }
}

/// What is left of a picture's file.
protocol CleanPicture {
  var kept: [UInt8] { get }
  var width: Int { get }
  var height: Int { get }
}

extension ArraySlice<UInt8> {
  /// The number that so many bytes from a place on are, the greatest first; nil behind the end.
  func number(at place: Int, bytes count: Int) -> Int? {
    guard place >= 0, place + count <= self.count else { return nil }
    return self[(startIndex + place)..<(startIndex + place + count)].reduce(0) { $0 << 8 | Int($1) }
  }
}
