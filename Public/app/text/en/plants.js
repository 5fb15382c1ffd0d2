/** @typedef {import('../../api/plants').Movement} Movement */
/** @typedef {(wh: number) => string} Energy */

const kinds = {
  solar: 'Solar',
  wind: 'Wind',
  hydro: 'Hydro',
  geothermal: 'Geothermal',
  biomass: 'Biomass',
  battery: 'Battery',
  other: 'Other plant',
}

/** @param {Movement} one @param {Energy} energy */
function movement(one, energy) {
  if (one.kind === 'charge') return `Charged ${energy(one.wh ?? 0)}`
  if (one.kind === 'consume') return `Consumed ${energy(one.wh ?? 0)}`
  if (one.kind === 'reversal') return one.wh == null ? 'Reversal of a reading' : `Reversal of ${energy(one.wh)}`
  const off = one.correctionWh
  const sign = (off ?? 0) > 0 ? '+' : '−'
  return `Read at ${energy(one.levelWh ?? 0)}${off ? ` (off by ${sign}${energy(Math.abs(off))})` : ''}`
}

/** @type {typeof import('../fr/plants.js').default} */
export default {
  title: 'Plant',
  plants: 'Plants and reserves',
  plantsText: 'A plant produces, and may store: its reserve is kept here, hour by hour.',
  add: 'Add a plant',
  kind: 'Kind',
  storageKwh: 'Storage capacity (kWh, optional)',
  storageHint: 'Without storage a plant has no reserve. It can be added later.',
  newPeakKw: 'Peak power (kW, optional)',
  kinds,
  movement,
  holds: (level, capacity) => `${level} of ${capacity}`,
  readOnly: 'Your role at this site allows reading only.',
  noStorage: 'This plant stores nothing: it has no reserve.',
  reserve: 'Reserve',
  of: (capacity) => `of ${capacity}`,
  share: (n) => `${n}% full`,
  filled: 'of the capacity',
  room: 'still free',
  peak: 'peak power',
  levels: 'Level of the reserve',
  spans: { day: '24 h', week: '7 days', month: '30 days', year: '1 year' },
  nothingYet: 'Nothing is declared in this time.',
  levelsLabel: (least, most, capacity) =>
    `Level of the reserve: between ${least} and ${most}, with a capacity of ${capacity}`,
  level: 'Level',
  levelKwh: 'Level (kWh)',
  capacity: 'Capacity',
  rolledUp: 'between the lowest and the highest of each interval',
  deeds: { charge: 'Declare a charge', consume: 'Declare a consumption', count: 'Read the level' },
  deedTexts: {
    charge: 'The energy that went into the reserve, before losses.',
    consume: 'The energy that the reserve gave, after losses.',
    count: 'The level that you read on the spot. Its difference to what is declared will be shown as a correction.',
  },
  done: {
    charge: (energy) => `${energy} declared as charged.`,
    consume: (energy) => `${energy} declared as consumed.`,
    count: (energy) => `Level read: ${energy}.`,
  },
  amount: 'Energy (kWh)',
  atOnce: 'At one moment',
  lasting: 'Over a time',
  at: 'When',
  from: 'From',
  to: 'To',
  late: 'A late declaration is accepted if the reserve holds at every moment since.',
  yours: 'To be corrected',
  ours: 'An error of ours',
  request: 'Request no.',
  full: (when) => `The reserve would overflow on ${when}.`,
  empty: (when) => `The reserve would fall short on ${when}.`,
  most: 'The most you can declare here:',
  least: 'The least you can read here:',
  declareThat: (energy) => `Declare ${energy}`,
  movements: 'Movements',
  noMovements: 'Nothing is declared yet.',
  reversed: 'reversed',
  reverse: 'Reverse',
  reverseTitle: 'Reverse this movement?',
  reverseText: 'Nothing is erased: an opposite movement is added at the same moment.',
  production: 'Production',
  noProduction: 'No production declared.',
  addProduction: 'Declare production',
  dropProduction: 'Take this production back?',
  settings: 'Settings',
  changeCapacity: 'Change the capacity',
  addStorage: 'Add storage',
  capacityText: 'The capacity holds from the chosen date on. It cannot be smaller than what is stored after it.',
  storageText: 'The reserve is empty at first: read its level afterwards.',
  capacityKwh: 'Capacity (kWh)',
  efficiencyIn: 'Efficiency of charging (%)',
  efficiencyOut: 'Efficiency of discharging (%)',
  since: 'From',
  change: 'Name and power',
  name: 'Name',
  peakKw: 'Peak power (kW)',
  drop: 'Delete the plant',
  dropText: 'All that was declared goes with it.',
}
