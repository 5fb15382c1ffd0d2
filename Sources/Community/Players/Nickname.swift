import Runtime

/// The pseudonym of whoever chose none: a bird and a number, from the player's id.
enum Nickname {
  private static let birds = [
    "Mésange", "Hirondelle", "Rouge-gorge", "Pinson", "Merle", "Chouette", "Martinet", "Héron", "Fauvette", "Alouette",
    "Grive", "Bergeronnette", "Huppe", "Loriot", "Sittelle", "Roitelet",
  ]

  static func made(from id: Player.ID) -> String {
    "\(birds[Int(id.low % UInt64(birds.count))]) \(id.low / 16 % 1_000_000)"
  }
}
