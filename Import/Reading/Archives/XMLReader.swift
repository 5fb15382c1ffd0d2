import CExpat

/// Elements and texts of an XML file, read by expat as they come. A file that declares entities is none of ours.
final class XMLReader {
  typealias Attributes = [String: String]

  var onStart: (String, Attributes) -> Void = { _, _ in }
  var onText: (UnsafeBufferPointer<UInt8>) -> Void = { _ in }
  var onEnd: (String) -> Void = { _ in }
  private let parser: XML_Parser?
  private var fault: (any Error)?

  init() {
    parser = XML_ParserCreate(nil)
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { data, name, attributes in
        XMLReader.of(data)?.onStart(XMLReader.plain(name), XMLReader.attributes(attributes))
      }, { data, name in XMLReader.of(data)?.onEnd(XMLReader.plain(name)) })
    XML_SetCharacterDataHandler(parser) { data, text, length in
      guard let text else { return }
      text.withMemoryRebound(to: UInt8.self, capacity: Int(length)) { start in
        XMLReader.of(data)?.onText(UnsafeBufferPointer(start: start, count: Int(length)))
      }
    }
    XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in XMLReader.of(data)?.stop(SourceFault.badWorkbook) }
  }

  deinit { XML_ParserFree(parser) }

  func stop(_ fault: any Error) {
    self.fault = self.fault ?? fault
    XML_StopParser(parser, XML_Bool(XML_FALSE))
  }

  func read(_ bytes: UnsafeRawBufferPointer) throws {
    try check(XML_Parse(parser, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count), 0))
  }

  func finish() throws { try check(XML_Parse(parser, nil, 0, 1)) }

  private func check(_ status: XML_Status) throws {
    guard status != XML_STATUS_OK else { return }
    throw fault ?? SourceFault.badWorkbook
  }

  private static func of(_ data: UnsafeMutableRawPointer?) -> XMLReader? {
    data.map { Unmanaged<XMLReader>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Without the prefix of its namespace.
  private static func plain(_ name: UnsafePointer<CChar>?) -> String {
    guard let name else { return "" }
    let text = String(cString: name)
    return text.firstIndex(of: ":").map { String(text[text.index(after: $0)...]) } ?? text
  }

  private static func attributes(_ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> Attributes {
    var found: Attributes = [:]
    var place = 0
    while let list, let name = list[place], let value = list[place + 1] {
      found[String(cString: name)] = String(cString: value)
      place += 2
    }
    return found
  }
}
