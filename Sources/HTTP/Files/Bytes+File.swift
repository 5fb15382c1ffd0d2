import Glibc

extension Bytes {
  package convenience init?(contentsOf path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { return nil }
    let memory = ByteWriter.allocate(Int(info.st_size))
    var count = 0
    while count < Int(info.st_size) {
      let got = read(descriptor, memory + count, Int(info.st_size) - count)
      guard got > 0 else { break }
      count += got
    }
    self.init(adopting: memory, count: count)
  }
}
