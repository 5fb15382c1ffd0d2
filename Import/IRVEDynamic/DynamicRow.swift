import Runtime

/// The state of a point at a moment, as the dynamic file tells it; valid as long as its record.
struct DynamicRow {
  var line = 0
  /// As compared, like that of the static file.
  var idPdc = CellText.absent
  var etat = Etat.inconnu
  var occupation = Occupation.inconnu
  var horodatage = Instant(seconds: 0)
  /// Nil: the point has no such socket.
  var priseType2: EtatPrise?
  var priseComboCcs: EtatPrise?
  var priseChademo: EtatPrise?
  var priseEf: EtatPrise?
  var corrections: [IRVERow.Correction] = []

  enum Etat: String { case enService, horsService, inconnu }
  enum Occupation: String { case libre, occupe, reserve, inconnu }
  enum EtatPrise: String { case fonctionnel, horsService, inconnu }
}
