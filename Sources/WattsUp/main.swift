import Glibc
import Ground
import HTTP

struct Item: Codable, Sendable {
  let name: String
  let count: Int
}
struct P: Codable, Sendable { let id: Int }
let big = PreparedResponse(
  Response(.ok, .bytes(Bytes(String(repeating: "x", count: 8192))), type: .html, cache: .seconds(60)))
let small = Bytes(String(repeating: "y", count: 100))
let routes: [Route] = [
  .immediate(.get, "/cached", "x", handler: { _ in .prepared(big) }),
  Route(
    .get, "/async", access: .public, "x",
    handler: { (c: Call<Nothing, Nothing, NoBody>, _) in
      Response(.ok, .bytes(small), type: .html)
    }),
  Route(
    .get, "/sleep", access: .public, "x",
    handler: { (c: Call<Nothing, Nothing, NoBody>, _) in
      try await Task.sleep(for: .milliseconds(100))
      return Response(.ok, .bytes(small), type: .html)
    }),
  Route(
    .get, "/items/{id}", access: .public, "x", answers: .json(Item.self),
    handler: { (c: Call<P, Nothing, NoBody>, _) in
      try .json(Item(name: "a\"b", count: c.path.id))
    }),
  Route(
    .post, "/items", access: .public, "x", answers: .json(Item.self),
    handler: { (c: Call<Nothing, Nothing, JSONBody<Item>>, _) in
      try .json(c.body, status: .created)
    }),
  Route(
    .put, "/upload", access: .public, "x",
    handler: { (c: Call<Nothing, Nothing, Upload>, _) in
      var n = 0
      for try await p in c.body { n += p.count }
      return .json(["bytes": .integer(n)])
    }),
  Route(
    .get, "/stream", access: .public, "x",
    handler: { (c: Call<Nothing, Nothing, NoBody>, _) in
      Response(
        .ok, .stream(AsyncStreamedBody { write in for i in 0..<1000 { try await write(Array("line \(i)\n".utf8)) } }),
        type: .csv)
    }),
  .socket(
    "/echo", access: .public, "x",
    handler: { (c: Call<Nothing, Nothing, NoBody>, _, socket) in
      while let m = await socket.receive() { if case .text(let t) = m { try await socket.send(Bytes(t)) } }
    }),
]
var settings = Application.Settings()
settings.limits = nil
let clock = WallClock.system()
let application = try Application(
  routes: routes, settings: settings, log: .lines(to: 1, readable: true, level: .info, clock: clock), clock: clock)
let loop = EventLoop(name: "loop")
var s = HTTPServer.Settings()
s.port = 8099
let server = try HTTPServer(application, on: loop, settings: s)
print(server.url)
signal(SIGTERM, SIG_IGN)
try await Task.sleep(for: .seconds(Int(CommandLine.arguments.dropFirst().first ?? "60") ?? 60))
await server.stop()
print("stopped")
