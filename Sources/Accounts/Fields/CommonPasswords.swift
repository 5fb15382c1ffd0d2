/// The passwords that people and programs try first. Lists of leaked ones show few ideas: a well-known word with
/// something hung on it, a walk over the keyboard, one thing again and again. Each idea is told by its shape, so that
/// one line here stands for thousands of theirs. Only ten characters and more matter; shorter ones are refused anyway.
enum CommonPasswords {
  static func contain(_ password: String) -> Bool {
    let letters = plain(password)
    let stem = stem(of: letters)
    return isRepetition(letters) || isWalk(letters) || words.contains(stem) || WordList.contains(stem)
      || WordList.contains(String(stem.reversed())) || WordList.contains(String(letters))
      || words.contains { isRepetition(of: $0, in: stem) }
  }

  /// In lower case, with the figures and signs that stand for letters read as these: P@ssw0rd is password.
  private static func plain(_ password: String) -> [Character] {
    password.lowercased().map { character in
      switch character {
      case "@": "a"
      case "$": "s"
      default: character
      }
    }
  }

  /// Without the year, the figures or the exclamation mark at either end; what looks like a figure inside is a letter.
  private static func stem(of letters: [Character]) -> String {
    let isEdge = { (character: Character) in !character.isLetter }
    let core = letters.drop(while: isEdge).reversed().drop(while: isEdge).reversed()
    let lookalikes: [Character: Character] = ["0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t"]
    return String(core.map { lookalikes[$0] ?? $0 }.filter(\.isLetter))
  }

  /// `aaaaaaaaaa`, `abcabcabcabc`, `1212121212`: a piece of up to four characters, over and over.
  private static func isRepetition(_ letters: [Character]) -> Bool {
    (1...4).contains { period in
      letters.count > period && letters.indices.dropFirst(period).allSatisfy { letters[$0] == letters[$0 - period] }
    }
  }

  private static func isRepetition(of word: String, in text: String) -> Bool {
    text.count > word.count && text.count.isMultiple(of: word.count)
      && text == String(repeating: word, count: text.count / word.count)
  }

  /// `1234567890`, `qwertyuiop`, `azertyuiop`, and these with a few figures behind, forwards or backwards.
  private static func isWalk(_ letters: [Character]) -> Bool {
    var rest = letters[...]
    for _ in 0..<3 {
      let step = rows.compactMap { row in longestRun(rest, along: row) }.max() ?? 0
      guard step >= min(3, rest.count) else { return false }
      rest = rest.dropFirst(step)
      if rest.isEmpty { return true }
    }
    return false
  }

  private static func longestRun(_ letters: ArraySlice<Character>, along row: [Character]) -> Int? {
    row.indices.filter { row[$0] == letters.first }.map { start in
      zip(letters, row[start...]).prefix { $0 == $1 }.count
    }.max()
  }

  private static let rows: [[Character]] = [
    "01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p", "1a2z3e4r5t6y7u8i9o0p",
    "1aqwzsxedcrfvtgbyhnuj", "qazwsxedcrfvtgbyhnujm",
  ].flatMap { row in [Array(row), Array(row.reversed())] }

  private static let words: Set<String> = Set(
    """
    password passwords passphrase passwort motdepasse monmotdepasse lemotdepasse contrasena wachtwoord
    administrator administrateur admin adminadmin root superuser utilisateur user username login guest test testing
    testtest default changeme changemenow changezmoi letmein letmeinnow iloveyou iloveyousomuch iloveu jetaime
    jetaimefort jtm mylove monamour amour monange moncoeur doudou cheri cherie loulou chouchou princess princesse
    sunshine soleil welcome bienvenue bonjour coucou salut hello helloworld secret topsecret monsecret dragon master
    monkey shadow football basketball baseball soccer liverpool chelsea arsenal manchester barcelona realmadrid juventus
    marseille allezlom olympique parissg parissaintgermain saintetienne toulouse bordeaux lyon paris france superman
    batman spiderman ironman starwars pokemon pikachu minecraft fortnite naruto zelda mustang ferrari porsche mercedes
    renault peugeot citroen tesla volkswagen toyota chocolate chocolat vanille caramel butterfly papillon flower
    computer ordinateur internet windows microsoft google facebook instagram youtube samsung iphone android whatsapp
    michael jennifer jessica daniel charlie thomas nicolas julien camille alexandre alexandra isabelle christine
    christophe sebastien stephane frederic philippe laurent mathieu matthieu maxime antoine valentin jonathan benjamin
    caroline catherine elizabeth elisabeth marie pauline charlotte nathalie veronique dominique veroniquejean
    trustno trustnoone whatever nothing something freedom liberte egalite fraternite family famille maman papa mamanjetaime
    blessed jesus jesuschrist dieu angel forever toujours jamais killer hunter ranger phoenix tigger ginger pepper
    cookie summer winter spring autumn printemps ete automne hiver january janvier december decembre monday lundi
    vacances voiture maison chien chat licorne azerty qwerty qwertz azertyuiop qwertyuiop abc abcd abcdef
    wattsup watts wattage borne bornes charge charging recharge rechargement chargepoint electric electricite
    electrique voitureelectrique irve vehicule
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
