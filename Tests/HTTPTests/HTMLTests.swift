import Testing

@testable import HTTP

@Suite struct HTMLTests {
  private func text(_ html: HTML, below folder: String = "") -> String {
    String(html.page(below: folder).text.dropFirst("<!doctype html>\n".count))
  }

  @Test func `text stays text, wherever it stands`() {
    let evil = "<script>alert('x')</script>\" onload=\"y&amp;\0"
    let html = Tag.p(.the(.title, evil), .class("a")) {
      evil
      Tag.b(evil)
      "<i>"
    }
    let found = text(html)
    #expect(!found.contains("<script") && !found.contains("<i>") && !found.contains("\0"))
    #expect(
      found.hasPrefix(
        "<p title=\"&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; onload=&quot;y&amp;amp;\" class=\"a\">"))
    #expect(found.hasSuffix("&lt;i&gt;</p>"))
  }

  @Test func `elements hold what the braces say, in order`() {
    let names = ["a", "b"]
    let html = Tag.ul {
      for name in names { Tag.li(name) }
      if names.isEmpty { "none" } else { Tag.li { "\(names.count) in all" } }
    }
    #expect(text(html) == "<ul><li>a</li><li>b</li><li>2 in all</li></ul>")
    #expect(
      text(Tag.input(.the(.name, "x"), .is(.required), .is(.checked, when: false))) == "<input name=\"x\" required>")
  }

  @Test func `an address is one of ours, whatever is put into it`() {
    let link: LocalLink = "a/\("../b?c=d&e#f")/g?h=\("i j&k")"
    #expect(link.path == "/a/..%2Fb%3Fc%3Dd%26e%23f/g?h=i%20j%26k")
    #expect(
      text(Tag.a(.to(link)) { "x" }, below: "/up") == "<a href=\"/up/a/..%2Fb%3Fc%3Dd%26e%23f/g?h=i%20j%26k\">x</a>")
  }

  @Test(arguments: [
    "https://evil.example/explorer", "//evil.example/explorer", "/explorer/../api", "/explorer//x", "/api/session",
    "javascript:alert(1)", "", "/", "/explorer/%2e%2e/x", "/explorer\\x",
  ])
  func `an address that somebody sent leads below its folder or nowhere`(_ text: String) {
    let link = LocalLink(text, below: "explorer")
    #expect(link == nil || link?.path == "/explorer%5Cx", "\(text)")
  }

  @Test func `an address that somebody sent is put together anew`() {
    #expect(LocalLink("/explorer/sites/a%2Fb?x=1&y=%22", below: "explorer")?.path == "/explorer/sites/a%2Fb?x=1&y=%22")
  }

  @Test func `a version is asked for, whatever is shown`() throws {
    let tag = EntityTag(version: 3, showing: Bytes("x"))
    #expect(tag.opaque.hasPrefix("3.") && tag != EntityTag(version: 3, showing: Bytes("y")))
    for (header, isRight) in [
      (tag.text, true), (tag.weakText, true), ("\"3\"", true), ("*", true), ("\"4\", \"3\"", true), ("\"4\"", false),
      ("3", false), ("\"33\"", false),
    ] {
      let request = Request(
        id: .sample, method: .patch, target: .root, headers: Headers([("If-Match", header)]), client: "127.0.0.1",
        receivedAt: .sample)
      let isTaken = (try? request.requireMatch(EntityTag("3"))) != nil
      #expect(isTaken == isRight, "\(header)")
    }
  }
}
