/** @param {number} n @param {string} one @param {string} many */
const s = (n, one, many) => (n === 1 ? one : many)

/** @type {typeof import('../fr/acts.js').default} */
export default {
  waits: {
    title: 'An import waits for you',
    withdrawals: (name, n, text) =>
      `“${name}” would withdraw ${text} ${s(n, 'point', 'points')}, more than 10%: it waits for you.`,
    scheduled: 'Scheduled import',
    look: 'See the preview',
  },
  outcome: {
    title: 'Outcome',
    created: 'Created',
    changed: 'Changed',
    withdrawn: 'Withdrawn',
    refused: 'Rows refused',
    took: 'Took',
    applied: 'Applied on',
    undone: 'Import undone: the stations are as they were before.',
    superseded: 'It can no longer be undone: another import has changed something since.',
  },
  list: {
    csv: 'CSV',
    csvOf: (name) => `${name} as CSV`,
    all: (n, text) => `${text} ${s(n, 'row', 'rows')}`,
    some: (n, all) => `${n} of ${all}`,
  },
  bulk: {
    choose: 'Choose',
    chooseRow: (name) => `Choose ${name}`,
    choosePage: 'Choose the whole page',
    chosen: (_, text) => `${text} chosen`,
    chooseAll: (n) => `Choose the ${n} that match`,
    tooMany: (n) => `At most ${n} at once: narrow the search.`,
    none: 'Choose nothing',
    actions: {
      withdraw: 'Withdraw',
      restore: 'Offer again',
      takeOut: 'Take out of service',
      putBack: 'Put back into service',
      lock: 'Lock',
      unlock: 'Unlock',
    },
    ask: (action, n, text) => `${action} ${text} ${s(n, 'row', 'rows')}?`,
    askText: 'Each is dealt with on its own: a refusal does not stop the others, and every outcome is told.',
    results: 'Outcome',
    done: (_, text) => `${text} done`,
    unchanged: (_, text) => `${text} as they were`,
    refused: (_, text) => `${text} refused`,
    outcomes: { done: 'Done', unchanged: 'As it was', refused: 'Refused' },
    outcome: 'Outcome',
  },
  palette: {
    open: 'Go to…',
    title: 'Go to',
    hint: 'A screen, a station, an account or an import',
    groups: { screens: 'Screens', stations: 'Stations', accounts: 'Accounts', imports: 'Imports' },
    none: 'Nothing matches.',
    found: (n) => `${n} ${s(n, 'result', 'results')}`,
    results: 'Results',
  },
  place: {
    choose: 'Choose on the map',
    close: 'Close the map',
    map: 'Map to choose the position',
    help: 'Press on the map to place the station, or move the map with the arrow keys.',
    centre: 'Place at the centre',
    chosen: (lat, lon) => `Chosen position: ${lat}, ${lon}`,
  },
}
