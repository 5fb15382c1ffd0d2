/** @param {number} n @param {string} one @param {string} many */
const s = (n, one, many) => (n === 1 ? one : many)

/** @type {typeof import('./deskFr.js').default} */
export default {
  accounts: {
    name: 'Name', email: 'E-mail', role: 'Role', state: 'State', since: 'Since', roles: { driver: 'Driver', technician: 'Technician', admin: 'Administrator' }, locked: 'Locked', unlocked: 'Open', confirmed: 'Confirmed',
    unconfirmed: 'Unconfirmed', add: 'Create an account', find: 'Name or e-mail', none: 'No account matches.', remove: (name) => `Delete the account of ${name}?`, removeText: 'Their data are erased. This cannot be undone.',
  },
  audit: {
    at: 'When', actor: 'Who', action: 'What', subject: 'On what', details: 'Details', nobody: 'The program', none: 'Nothing to show.',
    kinds: { account: 'Account', station: 'Station', point: 'Point', import: 'Import', session: 'Sign-in' },
  },
  adminStations: {
    name: 'Name', id: 'Identifier', city: 'Town', operator: 'Operator', source: 'Source', sources: { irve: 'IRVE file', manual: 'By hand' }, withdrawn: 'Withdrawn', offered: 'Offered', state: 'State', add: 'Add a station',
    find: 'Name, town, identifier', none: 'No station matches.', sockets: 'Sockets', power: 'Power (kW)', inService: 'In service', onMap: 'See on the map', withdraw: 'Withdraw', addPoint: 'Add a point',
    noPoints: 'No point.', place: 'Position', lat: 'Latitude', lon: 'Longitude', hoursHint: '24/7, or for example Mo-Fr 08:00-19:00',
    withdrawTitle: (name) => `Withdraw ${name}?`, withdrawText: 'The station is no longer offered; its history stays, and upcoming bookings on it are cancelled.',
  },
  imports: {
    create: 'New import', source: 'Source', sources: { irve: 'IRVE static', 'irve-dynamic': 'IRVE dynamic' }, mode: 'Mode', modes: { partial: 'Partial', full: 'Full' }, confirm: 'Stop at the preview',
    confirmHint: 'Nothing is touched before you agree', drop: 'Drop a file here, or choose it', dropHint: 'CSV or compressed CSV (gzip), of any size', url: 'Or an address to fetch', fetch: 'Fetch',
    sending: 'Sending the file', history: 'History', none: 'No import yet.', unnamed: 'Unnamed', rowsRead: (n) => `${n} rows`,
    sums: (a, c, w) => `+${a} ~${c} −${w}`,
    states: { waiting: 'Waiting', receiving: 'Receiving', preview: 'Preview', merging: 'Applying', done: 'Done', failed: 'Failed', cancelled: 'Cancelled', undone: 'Undone' },
    steps: { receive: 'Receive', compare: 'Compare', preview: 'Preview', merge: 'Apply', finish: 'Finish' },
    phases: { reading: 'Reading', sorting: 'Sorting', comparing: 'Comparing', stations: 'Stations', points: 'Points', indexes: 'Indexes', withdrawing: 'Withdrawing', finishing: 'Finishing' },
    rate: (n) => `${n} rows/s`, left: (time) => `${time} left`, rows: { read: 'Read', accepted: 'Accepted', corrected: 'Corrected', older: 'Older', duplicates: 'Duplicates', rejected: 'Refused' },
    kinds: { added: 'Added', changed: 'Changed', moved: 'Moved', withdrawn: 'Withdrawn', unchanged: 'Unchanged' }, apply: 'Apply', cancel: 'Cancel the import', undo: 'Undo', csv: 'Refused rows as CSV',
    older: (n, text) => (n === 1 ? 'One row is older than what is stored: it will change nothing.' : `${text} rows are older than what is stored: they will change nothing.`), applyOlder: 'Apply the older ones too',
    applied: (what) => `Import applied. ${what}`, nothingChanged: 'Nothing has changed.', counted: (what, n) => `${what}: ${n}`, applyTitle: 'Apply this import?',
    applyText: (n, text) => `${text} charge ${s(n, 'point', 'points')} will no longer be offered, and upcoming bookings there are cancelled.`, applyYes: (n, text) => `Apply and withdraw ${text} ${s(n, 'point', 'points')}`,
    undoTitle: 'Undo this import?', undoText: 'The stations return to what they were before this import.', notModified: 'The file has not changed since the last import: there was nothing to do.',
    facts: { powerKw: 'Power', sockets: 'Sockets', updatedOn: 'Updated', station: 'Station', city: 'Town', location: 'Position' }, lists: 'Details of the import', line: 'Line', reason: 'Reason', field: 'Column', value: 'Value', point: 'Point', station: 'Station', what: 'Change', emptyList: 'Nothing to show.',
  },
  desk: {
    overview: 'Overview', points: 'Charge points', at: (at) => `As of ${at}`, refresh: 'Refresh', days: 'The last 30 days', day: 'Day',
    charts: { bookings: 'Bookings', charges: 'Charges', energy: 'Energy', accounts: 'New accounts' },
    picture: (name, sum, most) => `${name} per day over 30 days: ${sum} in all, ${most} at the most in a day`,
    sums: {
      stations: 'Stations', withdrawn: (n) => `and ${n} withdrawn`, points: 'Charge points', outOfService: (n) => `${n} of them out of service`,
      bookings: 'Bookings under way', upcoming: (n) => `and ${n} upcoming`, charges: 'Charges under way', inAll: (n) => `${n} in all`, energy: 'Energy', delivered: 'delivered in all',
      accounts: 'Accounts', people: (a, l) => `${a} ${s(a, 'administrator', 'administrators')}, ${l} locked`,
    },
    demonstration: (n) => `${n} stations are a demonstration: they are generated and do not exist.`,
    fresh: 'Freshness of the data', lastImport: 'Last import', youngest: 'Youngest point', never: 'Never', feed: 'Dynamic feed', feedStates: { never: 'Never received', alive: 'Alive', silent: 'Silent' },
    covered: 'Points covered', share: (n, part) => `${n} (${part}%)`, byHand: 'Changed by hand', importsAll: 'In all', atWork: 'At work', inPreview: 'In preview', failedLately: 'Failed in 7 days', toImports: 'See the imports',
    load: 'Load of the server', since: 'Started', requests: 'Requests', perSecond: (n) => `${n}/s on average`, refused: 'Refused, failed', took: 'Average time', milliseconds: (n) => `${n} ms`, most: (n) => `95% under ${n} ms`,
    pool: 'Connections', used: (n, all) => `${n} of ${all}`, waiting: (n, away) => `${n} waiting, ${away} turned away`, statements: 'SQL statements',
    sortBy: 'Sort by', newest: 'Newest first', ascending: 'ascending', descending: 'descending', dense: 'Dense rows', page: (n) => `Page ${n}`, nextPage: 'Next page', previousPage: 'Previous page', firstPage: 'First page', pages: 'Pages', clear: 'Show all',
    yes: 'Yes', no: 'No', handmade: 'By hand', service: 'Service', restore: 'Offer again', restored: 'The station is offered again.', manualFields: 'Fields set by hand', release: (field) => `Give ${field} back to the source`, corrected: 'Corrections', history: 'Log',
    conflictTitle: 'Changed meanwhile', conflictText: 'Somebody saved another version while you were typing. This is what differs.', mine: 'Yours', theirs: 'Saved', keepMine: 'Keep mine', keepTheirs: 'Take what was saved', identical: 'Nothing that you typed differs.',
    nothing: '(empty)', typeName: (name) => `To confirm, type “${name}”`, gone: 'This no longer exists.', saved: 'Saved.', brand: 'Brand', street: 'Street', postcode: 'Postcode', card: 'Bank card', free: 'Free of charge', phone: 'Phone', notes: 'Notes',
    actions: { created: 'Created', changed: 'Changed', deleted: 'Deleted', applied: 'Applied', undone: 'Undone', cancelled: 'Cancelled', forgotten: 'Refused rows forgotten', opened: 'Signed in', failed: 'Failed', blocked: 'Blocked', reset: 'Reset', passwordChanged: 'Password changed', emailAsked: 'Address asked for', emailChanged: 'Address changed', secondFactorOn: 'Code switched on', secondFactorOff: 'Code switched off' }, onlyThis: 'Only this one', actorFilter: 'One person', subjectFilter: 'One thing',
    log: 'Log of the import', pause: 'Hold', goOn: 'Follow', rowsSoFar: (n) => `${n} rows read`, began: 'Started', ended: (state, time) => `${state} in ${time}`, created: 'Created', refusedSoFar: (n) => `${n} refused`,
    preview: 'Preview on the map', previewMap: 'Map of the preview', legend: 'Show on the map', from: 'before', to: 'after', firstShown: (n) => `The map shows the first ${n} of each kind.`, showOnMap: 'Show on the map', noMap: 'The map cannot be shown here; the list says the same.',
    zoomHelp: 'Ctrl + scroll to zoom', zoomHelpMac: '⌘ + scroll to zoom', panHelp: 'Two fingers to move the map',
    movedBy: (far) => `moved by ${far}`, uploadRate: (n) => `${n}/s`, sent: 'Sent by this browser', onServer: 'Read by the server', waitsForFile: 'Waiting for the file.', waitsForOther: 'Another import of this source is at work: this one waits for its turn.', uploadStopped: 'Sending was stopped.', forget: 'Forget the refused rows', forgetText: 'The refused rows of this import can no longer be downloaded.', applyHint: 'Nothing has been touched yet.', runs: 'Imports', allStates: 'State', by: 'All imports',
  },
}
