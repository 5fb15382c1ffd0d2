import HTTP

/// Why a file is not read to its end. The names are stable.
enum SourceFault: String, ImportFault, CaseIterable {
  case empty
  case unreadableHeader = "unreadable-header"
  case unknownEncoding = "unknown-encoding"
  case badGzip = "bad-gzip"
  case truncatedGzip = "truncated-gzip"
  case tooLarge = "too-large"
  case tooPacked = "too-packed"
  case tooManyPoints = "too-many-points"
  case tooManyPlaces = "too-many-places"
  case badMultipart = "bad-multipart"
  case noFile = "no-file"
  case zip = "not-csv-zip"
  case xlsx = "not-csv-xlsx"
  case ods = "not-csv-ods"
  case xls = "not-csv-xls"
  case archive = "not-csv-archive"
  case html = "not-csv-html"
  case xml = "not-csv-xml"
  case json = "not-csv-json"
  case pdf = "not-csv-pdf"
  case parquet = "not-csv-parquet"
  case utf16 = "not-csv-utf16"
  case utf32 = "not-csv-utf32"
  case binary = "not-csv-binary"
  case badZip = "bad-zip"
  case truncatedZip = "truncated-zip"
  case archiveTooLarge = "archive-too-large"
  case badWorkbook = "bad-workbook"

  var code: String { rawValue }
  /// The bytes are something else than text.
  var isAboutForm: Bool { rawValue.hasPrefix("not-csv-") }
  var detail: String? { nil }

  var sentence: Text {
    switch self {
    case .empty: Text(fr: "Le fichier est vide.", en: "The file is empty.")
    case .unreadableHeader:
      Text(
        fr: "La première ligne, qui doit nommer les colonnes, ne peut être lue.",
        en: "The first line, which has to name the columns, cannot be read.")
    case .unknownEncoding:
      Text(
        fr: "Seule la compression gzip est comprise : envoyez le fichier tel quel ou en gzip.",
        en: "Only gzip compression is understood: send the file as it is, or in gzip.")
    case .badGzip:
      Text(
        fr: "Les données gzip sont abîmées : envoyez-les de nouveau.", en: "The gzip data is damaged: send it again.")
    case .truncatedGzip:
      Text(
        fr: "Les données gzip s'arrêtent avant leur fin : envoyez-les de nouveau.",
        en: "The gzip data stops before its end: send it again.")
    case .tooLarge, .tooPacked, .tooManyPoints, .tooManyPlaces, .archiveTooLarge: tooMuch
    case .badZip:
      Text(fr: "L'archive zip est abîmée : envoyez-la de nouveau.", en: "The zip archive is damaged: send it again.")
    case .truncatedZip:
      Text(
        fr: "L'archive zip s'arrête avant sa fin : envoyez-la de nouveau.",
        en: "The zip archive stops before its end: send it again.")
    case .badWorkbook:
      Text(
        fr: "Le classeur Excel ne peut être lu : enregistrez-le au format CSV.",
        en: "The Excel workbook cannot be read: save it as CSV.")
    case .badMultipart:
      Text(
        fr: "Le formulaire envoyé est mal formé ou s'arrête avant sa fin.",
        en: "The form that was sent is malformed or stops before its end.")
    case .noFile: Text(fr: "Le formulaire ne contient pas de fichier.", en: "There is no file in the form.")
    default: notCSV
    }
  }

  private var tooMuch: Text {
    switch self {
    case .tooPacked:
      Text(
        fr: "Décompressé, le fichier est plus de 200 fois plus gros qu'à l'envoi : ce n'est pas un fichier ordinaire.",
        en: "Unpacked, the file is over 200 times as large as what was sent: this is no ordinary file.")
    case .tooManyPoints:
      Text(
        fr:
          "Le fichier nomme plus de points et de stations que ce serveur ne peut en comparer : coupez-le en plusieurs.",
        en: "The file names more points and stations than this server can compare: cut it into several.")
    case .tooManyPlaces:
      Text(
        fr: "Un même identifiant de station désigne plus de 1 000 lieux : ce n'est pas celui d'une station.",
        en: "One station identifier names more than 1,000 places: it is not that of a station.")
    case .archiveTooLarge:
      Text(
        fr: "L'archive dépasse 64 Mo : envoyez les fichiers un par un.",
        en: "The archive is over 64 MB: send the files one by one.")
    default:
      Text(
        fr: "Le fichier dépasse 4 Go, la taille la plus grande ici, une fois décompressé.",
        en: "The file is over 4 GB, the most there may be here, once it is unpacked.")
    }
  }

  private var notCSV: Text {
    switch self {
    case .zip:
      Text(
        fr: "C'est une archive zip : envoyez le fichier CSV qu'elle contient.",
        en: "This is a zip archive: send the CSV file inside.")
    case .archive:
      Text(
        fr: "C'est une archive compressée : envoyez le fichier CSV tel quel ou en gzip.",
        en: "This is a compressed archive: send the CSV file as it is, or in gzip.")
    case .xlsx: Self.spreadsheet(fr: "un classeur Excel (xlsx)", en: "an Excel workbook (xlsx)")
    case .xls: Self.spreadsheet(fr: "un ancien classeur Excel (xls)", en: "an old Excel workbook (xls)")
    case .ods: Self.spreadsheet(fr: "un classeur OpenDocument (ods)", en: "an OpenDocument spreadsheet (ods)")
    case .html:
      Text(
        fr: "C'est une page web (HTML), peut-être celle qui mène au fichier : téléchargez le CSV lui-même.",
        en: "This is a web page (HTML), perhaps the one that leads to the file: download the CSV itself.")
    case .xml: Self.other(fr: "un fichier XML", en: "an XML file")
    case .json: Self.other(fr: "un fichier JSON", en: "a JSON file")
    case .pdf: Self.other(fr: "un fichier PDF", en: "a PDF file")
    case .parquet: Self.other(fr: "un fichier Parquet", en: "a Parquet file")
    case .utf16: Self.other(fr: "du texte en UTF-16 : enregistrez-le en UTF-8", en: "text in UTF-16: save it as UTF-8")
    case .utf32: Self.other(fr: "du texte en UTF-32 : enregistrez-le en UTF-8", en: "text in UTF-32: save it as UTF-8")
    default: Self.other(fr: "un fichier binaire", en: "a binary file")
    }
  }

  private static func spreadsheet(fr french: String, en english: String) -> Text {
    Text(
      fr: "C'est \(french) : enregistrez-le au format CSV, puis envoyez ce fichier.",
      en: "This is \(english): save it as CSV and send that file.")
  }

  private static func other(fr french: String, en english: String) -> Text {
    Text(fr: "C'est \(french). Un fichier CSV est attendu.", en: "This is \(english). A CSV file is expected.")
  }
}
