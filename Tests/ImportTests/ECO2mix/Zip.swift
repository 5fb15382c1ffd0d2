import CZlib

/// Archives as other programs make them.
enum Zip {
  static func made(_ files: [(name: String, content: [UInt8])]) -> [UInt8] {
    var (archive, list): ([UInt8], [UInt8]) = ([], [])
    for (name, content) in files {
      let packed = deflated(content)
      let sum = UInt32(truncatingIfNeeded: crc32(0, content, UInt32(content.count)))
      let facts =
        bytes(20, 2) + bytes(0, 2) + bytes(8, 2) + bytes(0, 4) + bytes(Int(sum), 4)
        + bytes(packed.count, 4) + bytes(content.count, 4) + bytes(name.utf8.count, 2) + bytes(0, 2)
      list +=
        bytes(0x0201_4B50, 4) + bytes(20, 2) + facts + bytes(0, 2) + bytes(0, 2) + bytes(0, 2) + bytes(0, 4)
        + bytes(archive.count, 4) + Array(name.utf8)
      archive += bytes(0x0403_4B50, 4) + facts + Array(name.utf8) + packed
    }
    let end =
      bytes(0x0605_4B50, 4) + bytes(0, 4) + bytes(files.count, 2) + bytes(files.count, 2) + bytes(list.count, 4)
      + bytes(archive.count, 4) + bytes(0, 2)
    return archive + list + end
  }

  private static func bytes(_ number: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(number >> (8 * $0) & 255) }
  }

  private static func deflated(_ content: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var (input, output) = (content, [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(content.count)))))
    let count = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        deflate(&stream, Z_FINISH)
        return output.count - Int(stream.avail_out)
      }
    }
    return Array(output[..<count])
  }
}

/// A workbook with shared texts, a text in its cell, numbers, and days as a spreadsheet counts them.
enum Workbooks {
  static let grid = Zip.made([
    ("[Content_Types].xml", Array("<Types/>".utf8)),
    ("xl/workbook.xml", Array("<workbook/>".utf8)),
    ("xl/sharedStrings.xml", Array(shared.utf8)),
    ("xl/worksheets/sheet1.xml", Array(sheet.utf8)),
  ])

  private static let shared = """
    <?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
    <si><t>Périmètre</t></si><si><t>Nature</t></si><si><t>Date</t></si><si><r><t>Heu</t></r><r><t>res</t></r></si>
    <si><t>Consommation</t></si><si><t>France</t></si><si><t>Données temps réel</t><rPh><t>x</t></rPh></si></sst>
    """

  private static let sheet = """
    <?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
    <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>
    <c r="D1" t="s"><v>3</v></c><c r="F1" t="s"><v>4</v></c></row>
    <row r="2"><c r="A2" t="s"><v>5</v></c><c r="B2" t="s"><v>6</v></c><c r="C2"><v>45839</v></c><c r="D2"><v>0</v></c>
    <c r="F2"><v>45000</v></c></row><row r="3"/>
    <row r="4"><c r="A4" t="inlineStr"><is><t>France</t></is></c><c r="B4" t="s"><v>6</v></c><c r="C4"><v>45839</v></c>
    <c r="D4"><v>2.0833333333333332E-2</v></c><c r="F4"><v>44000</v></c></row>
    </sheetData></worksheet>
    """
}
