import HTTP
import Runtime
import Stations

/// A tile's circles and the stations that stand alone, which from street level on all do: as MapLibre reads them, and as
/// people and programs do.
extension Hierarchy {
  func vectorTile(_ tile: TileAddress, _ states: PointStates) -> Bytes {
    let members = members(of: tile, buffer: TileAddress.buffer)
    if members.isEmpty { return Bytes("") }
    let free = free(of: members.map(\.index), zoom: tile.level, states)
    let level = levels[tile.level]
    var circles = VectorLayer("clusters", keys: ["id", "points", "stations", "free", "maxKw", "expansionZoom"])
    var alone = VectorLayer("stations", keys: ["id", "name", "points", "free", "maxKw", "access", "stations"])
    for (member, free) in zip(members, free) {
      if isCircle(member.index, tile) {
        add(member, free, level, to: &circles, id: identifier(of: member.index, zoom: tile.level))
      } else {
        add(member, free, level, to: &alone)
      }
    }
    var bytes = ByteWriter(capacity: circles.capacity + alone.capacity)
    circles.finish(into: &bytes)
    alone.finish(into: &bytes)
    return bytes.finish()
  }

  /// A station that stands alone is shown as one at any zoom.
  private func isCircle(_ member: Int, _ tile: TileAddress) -> Bool {
    tile.z < Hierarchy.streetZoom && levels[tile.level].stations[member] > 1
  }

  private func add(_ member: Member, _ free: Int32, _ level: Level, to layer: inout VectorLayer, id: UInt64) {
    layer.tag(0, id)
    layer.tag(1, UInt64(level.points[member.index]))
    layer.tag(2, UInt64(level.stations[member.index]))
    layer.tag(3, UInt64(max(0, free)))
    if let power = level.maxPower(of: member.index) { layer.tag(4, power.kilowatts) }
    layer.tag(5, UInt64(level.expansion[member.index]))
    layer.point(x: member.x, y: member.y, id: id)
  }

  private func add(_ member: Member, _ free: Int32, _ level: Level, to layer: inout VectorLayer) {
    let station = chosen(ofSpot: level.spots[member.index])
    layer.tag(0, station.id.description)
    country.name(of: station).withUnsafeBytes { layer.tag(1, $0) }
    layer.tag(2, UInt64(level.points[member.index]))
    layer.tag(3, UInt64(max(0, free)))
    if let power = level.maxPower(of: member.index) { layer.tag(4, power.kilowatts) }
    if let access = station.accessWord { layer.tag(5, access) }
    layer.tag(6, UInt64(level.stations[member.index]))
    layer.point(x: member.x, y: member.y, id: station.id.low & 0x1F_FFFF_FFFF_FFFF)
  }

  /// Returns the station that stands for all on one spot: the one to which most of what is wanted belongs.
  private func chosen(ofSpot spot: Int32) -> Country.StationRow {
    let stations = country.spots[Int(spot)].stations.ints
    var best = (index: stations.lowerBound, points: 0)
    if stations.count > 1 {
      for index in stations {
        let points = country.stations[index].points.ints.count { matching[$0] }
        if points > best.points { best = (index, points) }
      }
    }
    return country.stations[best.index]
  }

  // MARK: GeoJSON

  /// Without what only surrounds the tile: whoever adds up tiles counts nothing twice.
  func geoJSON(_ tile: TileAddress, _ states: PointStates) -> Bytes {
    let members = members(of: tile, buffer: 0)
    let free = free(of: members.map(\.index), zoom: tile.level, states)
    var json = JSONWriter(capacity: 256 + members.count * 256)
    json.object { json in
      json.name("type")
      json.write("FeatureCollection")
      json.name("features")
      json.array { json in
        for (member, free) in zip(members, free) { write(member, Int(free), tile, into: &json) }
      }
    }
    return json.finish()
  }

  private func write(_ member: Member, _ free: Int, _ tile: TileAddress, into json: inout JSONWriter) {
    let level = levels[tile.level]
    let place = country.spots[Int(level.spots[member.index])].place
    json.object { json in
      json.name("type")
      json.write("Feature")
      json.name("geometry")
      json.object { json in
        json.name("type")
        json.write("Point")
        json.name("coordinates")
        json.array { json in
          json.write((place.longitude * 1_000_000).rounded() / 1_000_000)
          json.write((place.latitude * 1_000_000).rounded() / 1_000_000)
        }
      }
      json.name("properties")
      json.object { json in
        if isCircle(member.index, tile) {
          json.member("id", Int(identifier(of: member.index, zoom: tile.level)))
          json.member("expansionZoom", Int(level.expansion[member.index]))
        } else {
          let station = chosen(ofSpot: level.spots[member.index])
          json.member("id", station.id.description)
          json.member("name", String(decoding: country.name(of: station), as: UTF8.self))
          json.name("access")
          if let access = station.accessWord { json.write(access) } else { json.null() }
        }
        json.member("points", Int(level.points[member.index]))
        json.member("stations", Int(level.stations[member.index]))
        json.member("free", free)
        json.name("maxKw")
        if let power = level.maxPower(of: member.index) { json.write(power.kilowatts) } else { json.null() }
      }
    }
  }
}

extension Country.StationRow {
  /// Nil where some points are for everybody and some are not.
  fileprivate var accessWord: String? {
    switch access {
    case .open: "open"
    case .restricted: "restricted"
    case .varies: nil
    }
  }
}

extension Level {
  fileprivate func maxPower(of index: Int) -> Power? { Power(watts: maxWatts[index]) }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: StaticString, _ value: Int) {
    self.name(name)
    write(value)
  }

  fileprivate mutating func member(_ name: StaticString, _ value: String) {
    self.name(name)
    write(value)
  }
}
