/** @param {number} n @param {string} one @param {string} many */
const s = (n, one, many) => (Math.abs(n) < 2 ? one : many)

export default {
  accounts: {
    name: 'Nom', email: 'E-mail', role: 'Rôle', state: 'État', since: 'Depuis', roles: { driver: 'Conducteur', technician: 'Technicien', admin: 'Administrateur' }, locked: 'Verrouillé', unlocked: 'Ouvert', confirmed: 'Confirmé',
    unconfirmed: 'À confirmer', add: 'Créer un compte', find: 'Nom ou e-mail', none: 'Aucun compte ne correspond.', remove: (/** @type {string} */ name) => `Supprimer le compte de ${name} ?`, removeText: 'Ses données sont effacées. Cela ne se défait pas.',
  },
  audit: {
    at: 'Quand', actor: 'Qui', action: 'Quoi', subject: 'Sur quoi', details: 'Détails', nobody: 'Le programme', none: 'Rien à montrer.',
    kinds: { account: 'Compte', station: 'Station', point: 'Point', import: 'Import', session: 'Connexion' },
  },
  adminStations: {
    name: 'Nom', id: 'Identifiant', city: 'Commune', operator: 'Opérateur', source: 'Source', sources: { irve: 'Fichier IRVE', manual: 'À la main' }, withdrawn: 'Retirée', offered: 'Proposée', state: 'État', add: 'Ajouter une station',
    find: 'Nom, commune, identifiant', none: 'Aucune station ne correspond.', sockets: 'Prises', power: 'Puissance (kW)', inService: 'En service', onMap: 'Voir sur la carte', withdraw: 'Retirer', addPoint: 'Ajouter un point',
    noPoints: 'Aucun point.', place: 'Position', lat: 'Latitude', lon: 'Longitude', hoursHint: '24/7, ou par exemple Mo-Fr 08:00-19:00',
    withdrawTitle: (/** @type {string} */ name) => `Retirer ${name} ?`, withdrawText: 'La station n’est plus proposée ; son histoire reste, et les réservations à venir y sont annulées.',
  },
  imports: {
    create: 'Nouvel import', source: 'Source', sources: { irve: 'IRVE statique', 'irve-dynamic': 'IRVE dynamique' }, mode: 'Mode', modes: { partial: 'Partiel', full: 'Complet' }, confirm: 'S’arrêter à l’aperçu',
    confirmHint: 'Rien n’est touché avant votre accord', drop: 'Déposez un fichier ici, ou choisissez-le', dropHint: 'CSV ou CSV compressé (gzip), de toute taille', url: 'Ou une adresse à télécharger', fetch: 'Télécharger',
    sending: 'Envoi du fichier', history: 'Historique', none: 'Aucun import pour l’instant.', unnamed: 'Sans nom', rowsRead: (/** @type {string} */ n) => `${n} lignes`,
    sums: (/** @type {string} */ a, /** @type {string} */ c, /** @type {string} */ w) => `+${a} ~${c} −${w}`,
    states: { waiting: 'En attente', receiving: 'Réception', preview: 'Aperçu', merging: 'Application', done: 'Terminé', failed: 'Échoué', cancelled: 'Annulé', undone: 'Défait' },
    steps: { receive: 'Recevoir', compare: 'Comparer', preview: 'Aperçu', merge: 'Appliquer', finish: 'Terminer' },
    phases: { reading: 'Lecture', sorting: 'Tri', comparing: 'Comparaison', stations: 'Stations', points: 'Points', indexes: 'Index', withdrawing: 'Retraits', finishing: 'Fin' },
    rate: (/** @type {string} */ n) => `${n} lignes/s`, left: (/** @type {string} */ time) => `encore ${time}`, rows: { read: 'Lues', accepted: 'Acceptées', corrected: 'Corrigées', older: 'Plus anciennes', duplicates: 'Doublons', rejected: 'Refusées' },
    kinds: { added: 'Ajoutés', changed: 'Modifiés', moved: 'Déplacés', withdrawn: 'Retirés', unchanged: 'Inchangés' }, apply: 'Appliquer', cancel: 'Annuler l’import', undo: 'Défaire', csv: 'Refus en CSV',
    older: (/** @type {number} */ n, /** @type {string} */ text) => (n < 2 ? 'Une ligne est plus ancienne que ce qui est enregistré : elle ne changera rien.' : `${text} lignes sont plus anciennes que ce qui est enregistré : elles ne changeront rien.`), applyOlder: 'Appliquer aussi les anciennes',
    applied: (/** @type {string} */ what) => `Import appliqué. ${what}`, nothingChanged: 'Rien n’a changé.', counted: (/** @type {string} */ what, /** @type {string} */ n) => `${what} : ${n}`, applyTitle: 'Appliquer cet import ?',
    applyText: (/** @type {number} */ n, /** @type {string} */ text) => `${text} ${s(n, 'point', 'points')} de charge ne ${s(n, 'sera', 'seront')} plus ${s(n, 'proposé', 'proposés')}, et les réservations à venir y seront annulées.`, applyYes: (/** @type {number} */ n, /** @type {string} */ text) => `Appliquer et retirer ${text} ${s(n, 'point', 'points')}`,
    undoTitle: 'Défaire cet import ?', undoText: 'Les stations reviennent à leur état d’avant cet import.', notModified: 'Le fichier n’a pas changé depuis le dernier import : il n’y avait rien à faire.',
    facts: { powerKw: 'Puissance', sockets: 'Prises', updatedOn: 'Mise à jour', station: 'Station', city: 'Commune', location: 'Position' }, lists: 'Détail de l’import', line: 'Ligne', reason: 'Raison', field: 'Colonne', value: 'Valeur', point: 'Point', station: 'Station', what: 'Changement', emptyList: 'Rien à montrer.',
  },
  desk: {
    overview: 'Vue d’ensemble', points: 'Points de charge', at: (/** @type {string} */ at) => `Au ${at}`, refresh: 'Actualiser', days: 'Les 30 derniers jours', day: 'Jour',
    charts: { bookings: 'Réservations', charges: 'Charges', energy: 'Énergie', accounts: 'Comptes créés' },
    picture: (/** @type {string} */ name, /** @type {string} */ sum, /** @type {string} */ most) => `${name} par jour sur 30 jours : ${sum} en tout, ${most} au plus en un jour`,
    sums: {
      stations: 'Stations', withdrawn: (/** @type {string} */ n) => `et ${n} retirées`, points: 'Points de charge', outOfService: (/** @type {string} */ n) => `dont ${n} hors service`,
      bookings: 'Réservations en cours', upcoming: (/** @type {string} */ n) => `et ${n} à venir`, charges: 'Charges en cours', inAll: (/** @type {string} */ n) => `${n} en tout`, energy: 'Énergie', delivered: 'délivrée en tout',
      accounts: 'Comptes', people: (/** @type {number} */ a, /** @type {number} */ l) => `${a} ${s(a, 'administrateur', 'administrateurs')}, ${l} ${s(l, 'verrouillé', 'verrouillés')}`,
    },
    demonstration: (/** @type {string} */ n) => `${n} stations sont une démonstration : elles sont générées et n’existent pas.`,
    fresh: 'Fraîcheur des données', lastImport: 'Dernier import', youngest: 'Point le plus récent', never: 'Jamais', feed: 'Flux dynamique', feedStates: { never: 'Jamais reçu', alive: 'Actif', silent: 'Muet' },
    covered: 'Points couverts', share: (/** @type {string} */ n, /** @type {string} */ part) => `${n} (${part} %)`, byHand: 'Corrigées à la main', importsAll: 'En tout', atWork: 'En cours', inPreview: 'À l’aperçu', failedLately: 'Échoués en 7 jours', toImports: 'Voir les imports',
    load: 'Charge du serveur', since: 'Démarré', requests: 'Requêtes', perSecond: (/** @type {string} */ n) => `${n}/s en moyenne`, refused: 'Refusées, en échec', took: 'Durée moyenne', milliseconds: (/** @type {string} */ n) => `${n} ms`, most: (/** @type {string} */ n) => `95 % sous ${n} ms`,
    pool: 'Connexions', used: (/** @type {string} */ n, /** @type {string} */ all) => `${n} sur ${all}`, waiting: (/** @type {string} */ n, /** @type {string} */ away) => `${n} en attente, ${away} renvoyés`, statements: 'Requêtes SQL',
    sortBy: 'Trier par', newest: 'Plus récents d’abord', ascending: 'croissant', descending: 'décroissant', dense: 'Lignes serrées', page: (/** @type {number} */ n) => `Page ${n}`, nextPage: 'Page suivante', previousPage: 'Page précédente', firstPage: 'Première page', pages: 'Pages', clear: 'Tout afficher',
    yes: 'Oui', no: 'Non', handmade: 'À la main', service: 'Service', restore: 'Proposer à nouveau', restored: 'Station proposée à nouveau.', manualFields: 'Champs fixés à la main', release: (/** @type {string} */ field) => `Rendre ${field} à la source`, corrected: 'Corrections', history: 'Journal',
    conflictTitle: 'Modifié entre-temps', conflictText: 'Quelqu’un a enregistré une autre version pendant votre saisie. Voici ce qui diffère.', mine: 'Votre saisie', theirs: 'Enregistré', keepMine: 'Garder ma saisie', keepTheirs: 'Prendre l’enregistré', identical: 'Rien de ce que vous avez saisi ne diffère.',
    nothing: '(vide)', typeName: (/** @type {string} */ name) => `Pour confirmer, saisissez « ${name} »`, gone: 'Cet élément n’existe plus.', saved: 'Enregistré.', brand: 'Enseigne', street: 'Rue', postcode: 'Code postal', card: 'Carte bancaire', free: 'Gratuit', phone: 'Téléphone', notes: 'Observations',
    actions: { created: 'Création', changed: 'Modification', deleted: 'Suppression', applied: 'Application', undone: 'Annulation', cancelled: 'Interruption', forgotten: 'Refus oubliés', opened: 'Connexion', failed: 'Échec', blocked: 'Blocage', reset: 'Réinitialisation', passwordChanged: 'Mot de passe changé', emailAsked: 'Adresse demandée', emailChanged: 'Adresse changée', secondFactorOn: 'Code activé', secondFactorOff: 'Code retiré' }, onlyThis: 'Seulement celui-ci', actorFilter: 'Une personne', subjectFilter: 'Un élément',
    log: 'Journal de l’import', pause: 'Figer', goOn: 'Suivre', rowsSoFar: (/** @type {string} */ n) => `${n} lignes lues`, began: 'Commencé', ended: (/** @type {string} */ state, /** @type {string} */ time) => `${state} en ${time}`, created: 'Créé', refusedSoFar: (/** @type {string} */ n) => `${n} refusées`,
    preview: 'Aperçu sur la carte', previewMap: 'Carte de l’aperçu', legend: 'Montrer sur la carte', from: 'avant', to: 'après', firstShown: (/** @type {string} */ n) => `La carte montre les ${n} premiers de chaque sorte.`, showOnMap: 'Montrer sur la carte', noMap: 'La carte ne peut pas s’afficher ici ; la liste dit la même chose.',
    zoomHelp: 'Ctrl + molette pour zoomer', zoomHelpMac: '⌘ + molette pour zoomer', panHelp: 'Deux doigts pour déplacer la carte',
    movedBy: (/** @type {string} */ far) => `déplacé de ${far}`, uploadRate: (/** @type {string} */ n) => `${n}/s`, sent: 'Envoyé par ce navigateur', onServer: 'Lu par le serveur', waitsForFile: 'En attente du fichier.', waitsForOther: 'Un autre import de cette source est en cours : celui-ci attend son tour.', uploadStopped: 'Envoi interrompu.', forget: 'Oublier les refus', forgetText: 'Les lignes refusées de cet import ne pourront plus être téléchargées.', applyHint: 'Rien n’a encore été touché.', runs: 'Imports', allStates: 'État', by: 'Tous les imports',
  },
}
