/**
 * What happened, by action: `{who}` is who did it, `{what}` the thing it was done to. Of one action several
 * sentences may
 * be there, by what changed.
 */
export default {
  nobody: 'Le programme',
  unknown: 'une adresse inconnue',
  /** Before a thing's name. */
  things: {
    account: 'le compte',
    session: 'le compte',
    station: 'la station',
    point: 'le point',
    import: 'l’import',
  },
  /** @type {Record<string, string>} */
  sentences: {
    'account.created': '{who} a créé {what}.',
    'account.changed': '{who} a modifié {what}.',
    'account.locked': '{who} a verrouillé {what}.',
    'account.unlocked': '{who} a déverrouillé {what}.',
    'account.deleted': '{who} a supprimé {what}.',
    'account.reset': 'Mot de passe choisi de nouveau par courriel : {what}.',
    'account.passwordChanged': '{who} a changé de mot de passe.',
    'account.emailAsked': '{who} a demandé à changer d’adresse : {what}.',
    'account.emailChanged': 'L’adresse a changé : {what}.',
    'account.secondFactorOn': '{who} a activé le code à usage unique.',
    'account.secondFactorOff': '{who} a retiré le code à usage unique.',
    'station.created': '{who} a créé {what}.',
    'station.changed': '{who} a modifié {what}.',
    'station.restored': '{who} a proposé à nouveau {what}.',
    'station.deleted': '{who} a retiré {what}.',
    'point.created': '{who} a ajouté {what}.',
    'point.changed': '{who} a modifié {what}.',
    'point.restored': '{who} a proposé à nouveau {what}.',
    'point.takenOut': '{who} a mis {what} hors service.',
    'point.putBack': '{who} a remis {what} en service.',
    'point.deleted': '{who} a retiré {what}.',
    'import.created': '{who} a commencé {what}.',
    'import.applied': '{who} a appliqué {what}.',
    'import.undone': '{who} a défait {what}.',
    'import.cancelled': '{who} a annulé {what}.',
    'import.forgotten': '{who} a oublié les refus : {what}.',
    'session.opened': '{who} a ouvert une session.',
    'session.failed': 'Connexion refusée : {what}.',
    'session.blocked': 'Connexion bloquée après trop d’essais : {what}.',
  },
  /** What is said of details, where the columns of stations and points have no word for it. */
  details: {
    role: 'Rôle',
    locked: 'Verrouillé',
    displayName: 'Nom affiché',
    network: 'Réseau',
    source: 'Source',
    mode: 'Mode',
    file: 'Fichier',
    station: 'Station',
    irveId: 'Identifiant',
    released: 'Rendu à la source',
    older: 'Avec les lignes plus anciennes',
    withdrawals: 'Retraits confirmés',
    changed: 'modifié',
    none: '(vide)',
  },
}
