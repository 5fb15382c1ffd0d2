extension Demonstration {
  /// The columns of schema 2.3.1, in its order.
  enum Column: Int, CaseIterable {
    case owner, ownerSiren, ownerContact, `operator`, operatorContact, operatorPhone, brand, stationID, stationLocalID
    case stationName, setting, address, inseeCode, coordinates, pointCount, pointID, pointLocalID, power
    case domestic, type2, ccs, chademo, otherSocket, free, payPerUse, payByCard, payOther, tariff
    case access, bookable, hours, accessibility, sizeLimit, twoWheelers, connection, meter, inServiceOn, remarks
    case updatedOn, attachedCable
  }

  static let header = """
    nom_amenageur,siren_amenageur,contact_amenageur,nom_operateur,contact_operateur,telephone_operateur,nom_enseigne,\
    id_station_itinerance,id_station_local,nom_station,implantation_station,adresse_station,code_insee_commune,\
    coordonneesXY,nbre_pdc,id_pdc_itinerance,id_pdc_local,puissance_nominale,prise_type_ef,prise_type_2,\
    prise_type_combo_ccs,prise_type_chademo,prise_type_autre,gratuit,paiement_acte,paiement_cb,paiement_autre,\
    tarification,condition_acces,reservation,horaires,accessibilite_pmr,restriction_gabarit,station_deux_roues,\
    raccordement,num_pdl,date_mise_en_service,observations,date_maj,cable_t2_attache

    """

  struct Row: Equatable, Sendable {
    /// One for each column, unless a defect took or added some.
    var cells = [String](repeating: "", count: Column.allCases.count)

    subscript(column: Column) -> String {
      get { cells[column.rawValue] }
      set { cells[column.rawValue] = newValue }
    }

    subscript(flag column: Column) -> Bool {
      get { self[column] == "true" }
      set { self[column] = newValue ? "true" : "false" }
    }

    /// RFC 4180, but for the line end, which is LF. A file in the schema's own words, for programs: with an apostrophe before
    /// its signs it would be another one.
    func write(to bytes: inout [UInt8]) {
      for index in cells.indices {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        var cell = cells[index]
        cell.withUTF8 { Row.write($0, to: &bytes) }
      }
      bytes.append(UInt8(ascii: "\n"))
    }

    private static func write(_ cell: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
      guard cell.contains(where: needsQuotes) else {
        bytes.append(contentsOf: cell)
        return
      }
      bytes.append(UInt8(ascii: "\""))
      for byte in cell {
        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "\""))
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
  }
}
