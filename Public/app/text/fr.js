export default {
  promise: 'Où recharger, quand, et à coup sûr.',
  server: 'Serveur',
  database: 'Base de données',
  version: 'Version',
  docs: 'Documentation de l’API',
  entry: 'Entrée de l’API',
  otherLanguage: 'English',
  running: 'en marche',
  away: 'injoignable',
}
