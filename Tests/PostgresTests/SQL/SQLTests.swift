import Testing

@testable import Postgres

@Suite struct SQLTests {
  private func statement(_ id: Int) -> SQL { "select name from station where id = \(id) and open = \(true)" }
  private func generic<Value: Column>(_ value: Value) -> SQL { "select \(value)" }

  @Test func `values leave the text and travel apart`() {
    let injection = "'; drop table station; --"
    let sql: SQL = "select \(injection), \(7)"
    #expect(sql.text == "select $1, $2")
    #expect(sql.parameterCount == 2)
  }

  @Test func `statements splice, and number their parameters anew`() {
    let open: SQL = "open = \(true)"
    let near: SQL = "power > \(50)"
    let sql: SQL = "select * from point where id <> \(1) and \(sql: open) and (\(sql: near)) limit \(9)"
    #expect(sql.text == "select * from point where id <> $1 and open = $2 and (power > $3) limit $4")
    let nothing: SQL = ""
    #expect(("a\(sql: nothing)\(sql: nothing)\(1)" as SQL).text == "a$1")
  }

  @Test func `one place in the source is one statement, whatever its values`() {
    #expect(statement(1).key == statement(2).key)
    #expect(statement(1).key.hashValue == statement(2).key.hashValue)
    #expect(statement(1).key != ("select name from station" as SQL).key)
  }

  @Test func `the types of the parameters are part of a statement`() {
    #expect(generic(1).key != generic("1").key)
    #expect(generic(1).key == generic(Int?.none).key)
  }

  @Test func `values end where the next begin`() {
    let sql: SQL = "\("ab") \(String?.none) \("") \("c")"
    sql.withParameters { values, lengths, formats in
      #expect(Array(lengths) == [2, 0, 0, 1])
      #expect(Array(formats) == [1, 1, 1, 1])
      #expect(values[1] == nil && values[2] != nil)
      #expect(values[0]?[1] == CChar(UInt8(ascii: "b")) && values[3]?[0] == CChar(UInt8(ascii: "c")))
    }
  }

  @Test func `a script is text without NUL`() {
    #expect(Script(resource: Array("select 1".utf8)) != nil)
    #expect(Script(resource: [115, 0, 116]) == nil)
    #expect(Script(resource: [0xFF]) == nil)
  }
}
