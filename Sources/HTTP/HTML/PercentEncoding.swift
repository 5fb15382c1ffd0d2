extension String {
  /// The text as a part of an address: what is not unreserved in RFC 3986 is percent-encoded.
  package var percentEncoded: String {
    utf8.map { byte in
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 95, 126: String(Unicode.Scalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}
