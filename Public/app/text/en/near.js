export default {
  here: 'Your position',
  refused: 'Position refused: allow it for this site in your browser’s settings.',
  hidden: 'Your position is no longer shown.',
  fromYou: (/** @type {string} */ metres) => `${metres} from you`,
  fromPlace: (/** @type {string} */ metres, /** @type {string} */ place) =>
    `${metres} from ${place || 'the place searched'}`,
  fromMiddle: (/** @type {string} */ metres) => `${metres} from the middle of the map`,
  found: (/** @type {string} */ how) => `The nearest one with a free point, ${how}.`,
  forCar: (/** @type {string} */ car, /** @type {string} */ filters) => `For ${car}: ${filters}.`,
  lifted: (/** @type {string} */ car) => `Without the filters of ${car}, which you took away.`,
  signedOut: 'You are not signed in: the filters shown were used.',
  noCar: 'No vehicle in your profile: the filters shown were used.',
  noneFree: 'No free point with these filters.',
  directions: {
    title: 'Directions with…',
    change: (/** @type {string} */ name) => `${name}: use another app`,
    apps: {
      geo: 'This device’s app',
      google: 'Google Maps',
      apple: 'Apple Maps',
      waze: 'Waze',
      osm: 'OpenStreetMap',
    },
    kept: 'Your choice is kept on this device.',
  },
}
