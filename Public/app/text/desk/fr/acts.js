/** @param {number} n @param {string} one @param {string} many */
const s = (n, one, many) => (Math.abs(n) < 2 ? one : many)

/** What is done at the desk, beside the words of its screens. */
export default {
  waits: {
    title: 'Un import attend votre accord',
    withdrawals: (/** @type {string} */ name, /** @type {number} */ n, /** @type {string} */ text) =>
      `« ${name} » retirerait ${text} ${s(n, 'point', 'points')}, plus de 10 % : il attend votre accord.`,
    scheduled: 'Import programmé',
    look: 'Voir l’aperçu',
  },
  outcome: {
    title: 'Résultat',
    created: 'Créés',
    changed: 'Modifiés',
    withdrawn: 'Retirés',
    refused: 'Lignes refusées',
    took: 'Durée',
    applied: 'Appliqué le',
    undone: 'Import défait : les stations sont revenues à leur état d’avant.',
    superseded: 'Il ne peut plus être défait : un autre import a changé quelque chose depuis.',
  },
  list: {
    csv: 'CSV',
    csvOf: (/** @type {string} */ name) => `${name} en CSV`,
    all: (/** @type {number} */ n, /** @type {string} */ text) => `${text} ${s(n, 'ligne', 'lignes')}`,
    some: (/** @type {string} */ n, /** @type {string} */ all) => `${n} sur ${all}`,
  },
  bulk: {
    choose: 'Choisir',
    chooseRow: (/** @type {string} */ name) => `Choisir ${name}`,
    choosePage: 'Choisir toute la page',
    chosen: (/** @type {number} */ n, /** @type {string} */ text) => `${text} ${s(n, 'choisie', 'choisies')}`,
    chooseAll: (/** @type {string} */ n) => `Choisir les ${n} qui correspondent`,
    tooMany: (/** @type {string} */ n) => `Au plus ${n} à la fois : affinez la recherche.`,
    none: 'Ne rien choisir',
    actions: {
      withdraw: 'Retirer',
      restore: 'Proposer à nouveau',
      takeOut: 'Mettre hors service',
      putBack: 'Remettre en service',
      lock: 'Verrouiller',
      unlock: 'Déverrouiller',
    },
    ask: (/** @type {string} */ action, /** @type {number} */ n, /** @type {string} */ text) =>
      `${action} ${text} ${s(n, 'ligne', 'lignes')} ?`,
    askText: 'Chacune est traitée à part : un refus n’arrête pas les autres, et chaque résultat est dit.',
    results: 'Résultat',
    done: (/** @type {number} */ n, /** @type {string} */ text) => `${text} ${s(n, 'faite', 'faites')}`,
    unchanged: (/** @type {number} */ n, /** @type {string} */ text) => `${text} déjà ainsi`,
    refused: (/** @type {number} */ n, /** @type {string} */ text) => `${text} ${s(n, 'refusée', 'refusées')}`,
    outcomes: { done: 'Fait', unchanged: 'Déjà ainsi', refused: 'Refusé' },
    outcome: 'Résultat',
  },
  palette: {
    open: 'Aller à…',
    title: 'Aller à',
    hint: 'Un écran, une station, un compte ou un import',
    groups: { screens: 'Écrans', stations: 'Stations', accounts: 'Comptes', imports: 'Imports' },
    none: 'Rien ne correspond.',
    found: (/** @type {number} */ n) => `${n} ${s(n, 'résultat', 'résultats')}`,
    results: 'Résultats',
  },
  place: {
    choose: 'Choisir sur la carte',
    close: 'Fermer la carte',
    map: 'Carte pour choisir la position',
    help: 'Touchez la carte pour placer la station, ou déplacez-la avec les flèches du clavier.',
    centre: 'Placer au centre',
    chosen: (/** @type {string} */ lat, /** @type {string} */ lon) => `Position choisie : ${lat}, ${lon}`,
  },
}
