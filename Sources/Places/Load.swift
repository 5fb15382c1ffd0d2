package import Postgres

extension PlacesFeature {
  package struct Loaded: Equatable, Sendable, CustomStringConvertible {
    package let communes: Int
    package let arrondissements: Int
    /// Rows that are new or differ from what was stored.
    package let changed: Int
    package let removed: Int
    /// Nobody knows where they are.
    package let leftOut: Int

    package var description: String {
      "\(communes) communes and \(arrondissements) arrondissements are stored: \(changed) new or changed, "
        + "\(removed) removed, \(leftOut) left out for want of an outline"
    }
  }

  /// `watts-up import places`: what was fetched takes the place of what is stored, all at once or not at all.
  package static func load(from fetched: FetchedPlaces, into database: Database) async throws -> Loaded {
    try await database.transaction(timeout: .seconds(300)) { transaction in
      // One load after the other, however long that takes: a server loads by itself, and a person may at the same time.
      try await transaction.execute("select set_config('lock_timeout', '0', true)")
      try await transaction.execute("select pg_advisory_xact_lock(hashtextextended('places', 0))")
      try await stage(fetched, in: transaction)
      let changed = try await merge(in: transaction)
      let removed = try await transaction.execute(
        """
        delete from communes c where not exists (
          select from fetched_communes f where f.code = c.insee_code and f.type in ('COM', 'ARM'))
        """)
      let isDrawn = try await transaction.first("select exists (select from basemap_ground)") { try $0.next(Bool.self) }
      if changed + removed > 0 || isDrawn != true {
        try await drawCells(in: transaction)
        try await listPlaces(in: transaction)
        try await drawGround(in: transaction)
        try await transaction.execute("update places_version set version = version + 1")
      }
      try await transaction.run(
        script: Script(literal: "analyze communes; analyze commune_cells; analyze places; analyze basemap_ground"))
      let counts = try await transaction.first(
        """
        select count(*) filter (where parent_code is null), count(parent_code),
          (select count(*) from fetched_communes where type in ('COM', 'ARM')) - count(*)
        from communes
        """
      ) { row in (try row.next(Int.self), try row.next(Int.self), try row.next(Int.self)) }
      let (communes, arrondissements, leftOut) = counts ?? (0, 0, 0)
      return Loaded(
        communes: communes, arrondissements: arrondissements, changed: changed, removed: removed,
        leftOut: leftOut)
    }
  }

  private static func stage(_ fetched: FetchedPlaces, in transaction: Transaction) async throws {
    try await transaction.run(
      script: Script(
        literal: """
          create temporary table fetched_communes (
            id integer, code text, type text, nom text, type_nom integer, population_municipale integer,
            population_cap integer, departement_id integer, commune_parent_id integer, epci_id integer, geometry geometry,
            mairie_adresse text, mairie_accessibilite text, mairie_accessibilite_details text,
            mairie_localisation geometry, mairie_horaires text, mairie_email text, mairie_telephone text, mairie_site text
          ) on commit drop;
          create temporary table fetched_departements (
            id integer, code text, nom text, type_nom integer, chef_lieu_id integer, region_id integer) on commit drop;
          create temporary table fetched_postcodes (id integer, code text) on commit drop;
          create temporary table fetched_postcodes_of_communes (codepostal_id integer, commune_id integer) on commit drop;
          """))
    for file in FetchedPlaces.File.allCases {
      try await transaction.copyIn(copy(file)) { writer in
        try await fetched.read(file) { piece in try await writer.write(piece) }
      }
    }
    try await transaction.run(
      script: Script(literal: "analyze fetched_communes; analyze fetched_postcodes_of_communes"))
  }

  // "header match" refuses a file whose columns are not those of the table.
  private static func copy(_ file: FetchedPlaces.File) -> SQL {
    switch file {
    case .communes: "copy fetched_communes from stdin (format csv, header match, null '\\N')"
    case .departements: "copy fetched_departements from stdin (format csv, header match, null '\\N')"
    case .postcodes: "copy fetched_postcodes from stdin (format csv, header match)"
    case .postcodesOfCommunes: "copy fetched_postcodes_of_communes from stdin (format csv, header match)"
    }
  }
}
