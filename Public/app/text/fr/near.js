export default {
  here: 'Votre position',
  refused: 'Position refusée : autorisez-la pour ce site dans les réglages du navigateur.',
  hidden: 'Votre position n’est plus affichée.',
  fromYou: (/** @type {string} */ metres) => `à ${metres} de vous`,
  fromPlace: (/** @type {string} */ metres, /** @type {string} */ place) =>
    `à ${metres} ${place ? `de ${place}` : 'du lieu cherché'}`,
  fromMiddle: (/** @type {string} */ metres) => `à ${metres} du centre de la carte`,
  found: (/** @type {string} */ how) => `La plus proche avec un point libre, ${how}.`,
  forCar: (/** @type {string} */ car, /** @type {string} */ filters) => `Pour ${car} : ${filters}.`,
  lifted: (/** @type {string} */ car) => `Sans les filtres de ${car}, que vous avez retirés.`,
  signedOut: 'Vous n’êtes pas connecté : les filtres affichés ont servi.',
  noCar: 'Aucun véhicule dans votre profil : les filtres affichés ont servi.',
  noneFree: 'Aucun point libre avec ces filtres.',
  directions: {
    title: 'Itinéraire avec…',
    change: (/** @type {string} */ name) => `${name} : changer d’application`,
    apps: {
      geo: 'L’application de cet appareil',
      google: 'Google Maps',
      apple: 'Plans d’Apple',
      waze: 'Waze',
      osm: 'OpenStreetMap',
    },
    kept: 'Votre choix est gardé sur cet appareil.',
  },
}
