/** @typedef {import('../../api/plants').Movement} Movement */
/** @typedef {(wh: number) => string} Energy */

const kinds = {
  solar: 'Solaire',
  wind: 'Éolien',
  hydro: 'Hydraulique',
  geothermal: 'Géothermie',
  biomass: 'Biomasse',
  battery: 'Batterie',
  other: 'Autre centrale',
}

/** @param {Movement} one @param {Energy} energy */
function movement(one, energy) {
  if (one.kind === 'charge') return `Chargé ${energy(one.wh ?? 0)}`
  if (one.kind === 'consume') return `Consommé ${energy(one.wh ?? 0)}`
  if (one.kind === 'reversal') return one.wh == null ? 'Annulation d’un relevé' : `Annulation de ${energy(one.wh)}`
  const off = one.correctionWh
  const sign = (off ?? 0) > 0 ? '+' : '−'
  return `Relevé à ${energy(one.levelWh ?? 0)}${off ? ` (écart ${sign}${energy(Math.abs(off))})` : ''}`
}

export default {
  title: 'Centrale',
  plants: 'Centrales et réserves',
  plantsText: 'Une centrale produit, et peut stocker : sa réserve se tient ici, heure par heure.',
  add: 'Ajouter une centrale',
  kind: 'Genre',
  storageKwh: 'Capacité de stockage (kWh, facultatif)',
  storageHint: 'Sans stockage, la centrale n’a pas de réserve. Il peut être ajouté plus tard.',
  newPeakKw: 'Puissance crête (kW, facultatif)',
  kinds,
  movement,
  holds: (/** @type {string} */ level, /** @type {string} */ capacity) => `${level} sur ${capacity}`,
  readOnly: 'Votre rôle sur ce site ne permet que de lire.',
  noStorage: 'Cette centrale ne stocke rien : elle n’a pas de réserve.',
  reserve: 'Réserve',
  of: (/** @type {string} */ capacity) => `sur ${capacity}`,
  share: (/** @type {string} */ n) => `Pleine à ${n} %`,
  filled: 'de la capacité',
  room: 'encore libres',
  peak: 'puissance crête',
  levels: 'Niveau de la réserve',
  spans: { day: '24 h', week: '7 jours', month: '30 jours', year: '1 an' },
  nothingYet: 'Rien n’est déclaré dans cette période.',
  levelsLabel: (/** @type {string} */ least, /** @type {string} */ most, /** @type {string} */ capacity) =>
    `Niveau de la réserve : entre ${least} et ${most}, pour une capacité de ${capacity}`,
  level: 'Niveau',
  levelKwh: 'Niveau (kWh)',
  capacity: 'Capacité',
  rolledUp: 'entre le plus bas et le plus haut de chaque intervalle',
  deeds: { charge: 'Déclarer une charge', consume: 'Déclarer une consommation', count: 'Relever le niveau' },
  deedTexts: {
    charge: 'L’énergie qui est entrée dans la réserve, avant les pertes.',
    consume: 'L’énergie que la réserve a donnée, après les pertes.',
    count: 'Le niveau que vous lisez sur place. L’écart avec ce qui est déclaré sera montré comme correction.',
  },
  done: {
    charge: (/** @type {string} */ energy) => `${energy} déclarés comme chargés.`,
    consume: (/** @type {string} */ energy) => `${energy} déclarés comme consommés.`,
    count: (/** @type {string} */ energy) => `Niveau relevé : ${energy}.`,
  },
  amount: 'Énergie (kWh)',
  atOnce: 'À un moment',
  lasting: 'Sur une durée',
  at: 'Quand',
  from: 'De',
  to: 'À',
  late: 'Une déclaration tardive est acceptée si la réserve tient à tout moment depuis.',
  yours: 'À corriger',
  ours: 'Erreur de notre côté',
  request: 'Demande n°',
  full: (/** @type {string} */ when) => `La réserve déborderait le ${when}.`,
  empty: (/** @type {string} */ when) => `La réserve manquerait le ${when}.`,
  most: 'Le plus que vous puissiez déclarer ici :',
  least: 'Le moins que vous puissiez relever ici :',
  declareThat: (/** @type {string} */ energy) => `Déclarer ${energy}`,
  movements: 'Mouvements',
  noMovements: 'Rien n’est encore déclaré.',
  reversed: 'annulé',
  reverse: 'Annuler',
  reverseTitle: 'Annuler ce mouvement ?',
  reverseText: 'Rien n’est effacé : un mouvement contraire est ajouté au même moment.',
  production: 'Production',
  noProduction: 'Aucune production déclarée.',
  addProduction: 'Déclarer une production',
  dropProduction: 'Retirer cette production ?',
  settings: 'Réglages',
  changeCapacity: 'Changer la capacité',
  addStorage: 'Ajouter un stockage',
  capacityText:
    'La capacité vaut à partir de la date choisie. Elle ne peut pas être plus petite que ce qui est stocké ensuite.',
  storageText: 'La réserve est vide au départ : relevez ensuite son niveau.',
  capacityKwh: 'Capacité (kWh)',
  efficiencyIn: 'Rendement à la charge (%)',
  efficiencyOut: 'Rendement à la décharge (%)',
  since: 'À partir de',
  change: 'Nom et puissance',
  name: 'Nom',
  peakKw: 'Puissance crête (kW)',
  drop: 'Supprimer la centrale',
  dropText: 'Tout ce qui a été déclaré disparaît avec elle.',
}
