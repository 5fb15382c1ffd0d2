/// What stands in the box's database. `rows` is only ever added to: a number is given once and never again, also after rows
/// were thinned out. Times are milliseconds since 1970, or of a boot's own clock.
enum Schema {
  static func prepare(_ database: SQLite, mostPages: Int?) throws(SQLite.Failure) {
    // A commit survives the end of this process at once; what the disk has for certain is settled by checkpoints.
    _ = try database.all("pragma journal_mode = wal") { $0.text(0) }
    try database.run("pragma synchronous = normal")
    if let mostPages { database.limit(toPages: mostPages) }
    guard try database.integer("pragma user_version") == 0 else { return }
    try database.transaction { () throws(SQLite.Failure) in
      try database.run(
        "create table boots (id integer primary key, name text not null unique, first integer not null) strict")
      try database.run("create table meters (id integer primary key, serial text not null unique) strict")
      try database.run(
        """
        create table rows (
          sequence integer primary key autoincrement,
          boot integer not null references boots,
          monotonic integer not null,
          at integer,
          clock integer not null check (clock between 0 and 3),
          kind integer not null check (kind between 1 and 9),
          value integer not null,
          meter integer references meters,
          cause text,
          check (at is not null or clock = 0)
        ) strict
        """)
      try database.run("create index rows_by_time on rows (kind, at) where at is not null")
      try database.run(
        "create table sent (first integer primary key, last integer not null check (last >= first)) strict")
      try database.run("create table set_aside (sequence integer primary key, code text not null) strict")
      try database.run("create table settings (name text primary key, value text not null) strict, without rowid")
      try database.run("create table orders (id text primary key, expires integer not null) strict, without rowid")
      try database.run("pragma user_version = 1")
    }
  }
}
