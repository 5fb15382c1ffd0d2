import Glibc
import Runtime

enum MailFolder {
  struct Failure: Error, CustomStringConvertible {
    let call: String
    let code: Int32
    var description: String { "\(call) in the folder of mails failed: \(String(cString: strerror(code)))" }
  }

  /// The name of the file, new ones last. Mails hold secrets: nobody but us may read them.
  static func write(_ message: Message, in folder: String) throws(Failure) -> String {
    if mkdir(folder, 0o700) != 0 && errno != EEXIST { throw Failure(call: "mkdir", code: errno) }
    let time = message.date.description.filter { $0 != "-" && $0 != ":" }.prefix(15)
    let path = "\(folder)/\(time)Z-\(message.id).eml"
    // A second delivery of the same mail, after a failure halfway, replaces the first.
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if file < 0 { throw Failure(call: "open", code: errno) }
    defer { close(file) }
    let bytes = message.readable
    if Glibc.write(file, bytes, bytes.count) != bytes.count { throw Failure(call: "write", code: errno) }
    return path
  }
}
