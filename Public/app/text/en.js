export default {
  promise: 'Where to charge, when, and for certain.',
  server: 'Server',
  database: 'Database',
  version: 'Version',
  docs: 'API documentation',
  entry: 'API entry point',
  otherLanguage: 'Français',
  running: 'running',
  away: 'out of reach',
}
