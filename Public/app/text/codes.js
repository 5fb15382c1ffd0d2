import { language } from '../i18n.js'

/** @typedef {[french: string, english: string]} Both */

/**
 * The sentences for what was corrected, not understood, doubted or refused in a file. A test holds this and
 * the codes below Import together.
 * @type {Record<string, Both>}
 */
const codes = {
  'unknown-perimeter': ['Périmètre inconnu.', 'Unknown perimeter.'],
  'unknown-nature': ['Nature inconnue.', 'Unknown nature.'],
  'bad-day': ['La date manque ou n’est pas une date.', 'The date is missing or is no date.'],
  'bad-hour': ['L’heure manque ou n’est pas un quart d’heure.', 'The hour is missing or is no quarter of an hour.'],
  'no-such-time': ['Cette heure n’existe pas.', 'There is no such hour.'],
  'bad-number': ['Ce n’est pas un nombre de MW.', 'This is not a number of MW.'],
  'unknown-colour': ['Couleur inconnue.', 'Unknown colour.'],
  'not-eco2mix': ['Ce fichier n’est pas un fichier éCO2mix.', 'This file is no éCO2mix file.'],
  'not-text': ['Ce fichier n’est pas un tableau en texte.', 'This file is no table in text.'],
  'coordinates-swapped': ['La latitude était écrite avant la longitude.', 'Latitude was written before longitude.'],
  'coordinates-spelling': ['Les coordonnées étaient écrites autrement.', 'The coordinates were written otherwise.'],
  'coordinates-sign': ['Il manquait un signe aux coordonnées.', 'The coordinates had lost a sign.'],
  'coordinates-elsewhere': ['Coordonnées prises dans d’autres colonnes.', 'Coordinates taken from other columns.'],
  'decimal-comma': ['Une virgule tenait lieu de point décimal.', 'A comma stood for the decimal point.'],
  'id-spelling': ['L’identifiant a été mis en forme.', 'The identifier was brought into its form.'],
  'id-from-local': ['Identifiant tiré de l’identifiant local.', 'Identifier made from the local one.'],
  'station-id-spelling': ['L’identifiant de la station a été mis en forme.', 'The station’s identifier was respelled.'],
  'station-id-from-local': ['Identifiant de station tiré du local.', 'Station identifier made from the local one.'],
  'station-id-made': ['Station reconnue à son nom et à son lieu.', 'Station told by its name and place.'],
  'power-in-watts': ['La puissance était en watts.', 'Power was in watts.'],
  'power-unit': ['L’unité était écrite avec la puissance.', 'The unit was written with the power.'],
  'power-zero': ['Une puissance nulle ne dit rien.', 'A power of zero tells nothing.'],
  'power-unreadable': ['La puissance n’est pas un nombre.', 'Power is not a number.'],
  'boolean-spelling': ['« Vrai » ou « faux » écrit autrement.', 'True or false written otherwise.'],
  'boolean-unreadable': ['Ni vrai ni faux : inconnu.', 'Neither true nor false: unknown.'],
  'word-unreadable': ['Cette valeur n’est pas de la liste.', 'This value is not of the list.'],
  'hours-spelling': ['Les horaires étaient écrits autrement.', 'The hours were written otherwise.'],
  'hours-unreadable': ['Les horaires n’ont pas été compris.', 'The hours were not understood.'],
  'date-spelling': ['La date était écrite autrement.', 'The date was written otherwise.'],
  'date-unreadable': ['Ce n’est pas une date.', 'This is not a date.'],
  'date-implausible': ['La date est trop ancienne pour être vraie.', 'The date is too old to be true.'],
  'date-in-future': ['La date est dans l’avenir.', 'The date is in the future.'],
  'count-unreadable': ['Le nombre de points n’est pas un nombre.', 'The number of points is not a number.'],
  'insee-spelling': ['Le code INSEE a été mis en forme.', 'The INSEE code was brought into its form.'],
  'insee-is-postcode': ['Le code INSEE était un code postal.', 'The INSEE code was a postcode.'],
  'insee-unreadable': ['Ce n’est pas un code INSEE.', 'This is no INSEE code.'],
  'text-repaired': ['Des lettres mal décodées ont été rétablies.', 'Letters badly decoded were restored.'],
  'text-damaged': ['Des lettres sont perdues.', 'Letters are lost.'],
  'text-cut': ['Le texte, trop long, a été coupé.', 'The text, too long, was cut.'],
  'encoding-windows-1252': ['La ligne n’était pas en UTF-8.', 'The row was not in UTF-8.'],
  'encoding-repaired': ['Des octets illisibles ont été remplacés.', 'Unreadable bytes were replaced.'],
  'name-alias': ['Le réseau est connu sous un autre nom.', 'The network is known by another name.'],
  'name-missing': ['La station n’avait pas de nom.', 'The station had no name.'],
  'phone-zero': ['Il manquait le zéro du téléphone.', 'The telephone’s zero was missing.'],
  'no-socket': ['Aucune prise n’est déclarée.', 'No socket is declared.'],
  'direct-without-socket': ['Forte puissance sans prise à courant continu.', 'High power without a DC socket.'],
  'combo-too-weak': ['Une prise Combo de moins de 20 kW est douteuse.', 'A CCS socket under 20 kW is doubtful.'],
  'sockets-as-points': ['Les prises semblent comptées comme des points.', 'Sockets seem counted as points.'],
  'out-of-service-not-free': ['Un point hors service n’est pas libre.', 'A point out of service is not free.'],
  'socket-state-unreadable': ['L’état d’une prise n’a pas été compris.', 'A socket’s state was not understood.'],
  'station-contradicted': [
    'Une ligne précédente décrit la station autrement.',
    'An earlier row describes the station otherwise.',
  ],
  'points-miscounted': [
    'La station n’a pas le nombre de points annoncé.',
    'The station has not the number of points it declares.',
  ],
  'duplicate-identical': ['La même ligne est répétée.', 'The same row is repeated.'],
  'duplicate-lesser-source': [
    'Une source moins sûre disait autre chose.',
    'A less trusted source said something else.',
  ],
  'duplicate-older': ['Une ligne plus ancienne disait autre chose.', 'An older row said something else.'],
  'duplicate-later-line': [
    'Une ligne suivante, de même date, disait autre chose.',
    'A later row of the same date said something else.',
  ],
  'no-coordinates': ['Il n’y a pas de coordonnées.', 'There are no coordinates.'],
  'coordinates-unreadable': ['Les coordonnées ne sont pas deux nombres.', 'The coordinates are not two numbers.'],
  'coordinates-zero': [
    'Les coordonnées sont (0, 0), au large de l’Afrique.',
    'The coordinates are (0, 0), off Africa.',
  ],
  'coordinates-equal': ['La longitude est égale à la latitude.', 'Longitude is equal to latitude.'],
  'coordinates-nowhere': [
    'Les coordonnées ne mènent ni en France ni en Europe, dans aucun ordre.',
    'The coordinates lead neither to France nor to Europe, in either order.',
  ],
  'power-implausible': [
    'La puissance est négative ou dépasse 1 000 kW, même lue en watts.',
    'Power is negative or over 1,000 kW, even when read as watts.',
  ],
  'no-id': [
    'Le point n’a ni identifiant d’itinérance utilisable ni identifiant local.',
    'The point has neither a usable roaming identifier nor a local one.',
  ],
  'column-count': [
    'La ligne n’a pas autant de cellules que l’en-tête.',
    'The row has not as many cells as the header.',
  ],
  'state-unknown': ['L’état du point n’est pas un mot du schéma.', 'The point’s state is not a word of the schema.'],
  'occupancy-unknown': ['L’occupation n’est pas un mot du schéma.', 'The occupancy is not a word of the schema.'],
  'stamp-unreadable': ['L’horodatage n’est pas une date et une heure.', 'The timestamp is not a date and a time.'],
  'stamp-in-future': ['L’horodatage est dans l’avenir.', 'The timestamp is in the future.'],
  'unknown-point': ['Aucun point n’a cet identifiant.', 'No charge point has this identifier.'],
  'record-too-long': ['La ligne est trop longue.', 'The line is too long.'],
  'too-many-cells': ['La ligne a trop de colonnes.', 'The line has too many columns.'],
  'unclosed-quote': [
    'Un guillemet est ouvert et n’est pas fermé comme il faut.',
    'A quotation mark is opened and not closed as it should be.',
  ],
  'position-doubtful': [
    'La position contredit le code INSEE et le code postal : elle est douteuse.',
    'The position contradicts the INSEE code and the postcode: it is doubtful.',
  ],
  'hours-doubtful': [
    'Les horaires, lus tels quels, fermeraient la station presque toujours : ils sont à vérifier.',
    'The hours, read as they stand, would keep the station shut almost always: they need checking.',
  ],
  'station-split': [
    'Un même identifiant de station désignait plusieurs lieux : ils ont été séparés.',
    'One station identifier stood for several places: they were separated.',
  ],
  'sockets-united': [
    'Les prises du point étaient décrites ligne par ligne : elles ont été réunies.',
    'The point’s sockets were described row by row: they were united.',
  ],
  manual: ['Corrigé à la main par un administrateur.', 'Corrected by hand by an administrator.'],
}

/**
 * The columns of the national schema, and what administrators set by hand.
 * @type {Record<string, Both>}
 */
const columns = {
  name: ['Nom', 'Name'],
  brand: ['Enseigne', 'Brand'],
  operator: ['Opérateur', 'Operator'],
  owner: ['Aménageur', 'Owner'],
  contact: ['Contact', 'Contact'],
  phone: ['Téléphone', 'Phone'],
  placement: ['Implantation', 'Placement'],
  street: ['Rue', 'Street'],
  postcode: ['Code postal', 'Postcode'],
  city: ['Commune', 'Town'],
  inseeCode: ['Code INSEE', 'INSEE code'],
  location: ['Position', 'Position'],
  timeZone: ['Fuseau horaire', 'Time zone'],
  access: ['Accès', 'Access'],
  hours: ['Horaires', 'Hours'],
  twoWheelersOnly: ['Deux-roues', 'Two-wheelers'],
  maxHeightM: ['Hauteur maximale', 'Maximum height'],
  perUse: ['Paiement à l’acte', 'Pay per use'],
  card: ['Carte bancaire', 'Bank card'],
  other: ['Autre paiement', 'Other payment'],
  free: ['Gratuité', 'Free of charge'],
  tariff: ['Tarif', 'Price'],
  notes: ['Observations', 'Notes'],
  gridConnection: ['Raccordement', 'Grid connection'],
  powerKw: ['Puissance', 'Power'],
  sockets: ['Prises', 'Sockets'],
  localId: ['Identifiant local', 'Local identifier'],
  declaredReservable: ['Réservation', 'Booking'],
  cableAttached: ['Câble attaché', 'Attached cable'],
  accessibility: ['Accessibilité', 'Accessibility'],
  openedOn: ['Mise en service', 'In service since'],
  nom_amenageur: ['Aménageur', 'Owner'],
  nom_operateur: ['Opérateur', 'Operator'],
  contact_operateur: ['Contact', 'Contact'],
  id_station_itinerance: ['Identifiant de la station', 'Station identifier'],
  telephone_operateur: ['Téléphone', 'Phone'],
  nom_enseigne: ['Enseigne', 'Brand'],
  id_station_local: ['Identifiant local de la station', 'Local station identifier'],
  nom_station: ['Nom', 'Name'],
  implantation_station: ['Implantation', 'Placement'],
  adresse_station: ['Adresse', 'Address'],
  consolidated_code_postal: ['Code postal', 'Postcode'],
  code_postal: ['Code postal', 'Postcode'],
  consolidated_commune: ['Commune', 'Town'],
  commune: ['Commune', 'Town'],
  code_insee_commune: ['Code INSEE', 'INSEE code'],
  coordonneesXY: ['Position', 'Position'],
  longitude: ['Longitude', 'Longitude'],
  latitude: ['Latitude', 'Latitude'],
  consolidated_longitude: ['Longitude', 'Longitude'],
  consolidated_latitude: ['Latitude', 'Latitude'],
  id_pdc_local: ['Identifiant local du point', 'Local point identifier'],
  nbre_pdc: ['Nombre de points', 'Number of points'],
  id_pdc_itinerance: ['Identifiant du point', 'Point identifier'],
  puissance_nominale: ['Puissance', 'Power'],
  prise_type: ['Prises', 'Sockets'],
  prise_type_ef: ['Prise domestique', 'Domestic socket'],
  prise_type_2: ['Prise Type 2', 'Type 2 socket'],
  prise_type_combo_ccs: ['Prise CCS', 'CCS socket'],
  prise_type_chademo: ['Prise CHAdeMO', 'CHAdeMO socket'],
  prise_type_mcs: ['Prise MCS', 'MCS socket'],
  prise_type_autre: ['Autre prise', 'Other socket'],
  type_prise: ['Prises', 'Sockets'],
  gratuit: ['Gratuité', 'Free of charge'],
  paiement_acte: ['Paiement à l’acte', 'Pay per use'],
  paiement_cb: ['Carte bancaire', 'Bank card'],
  cb_sans_contact: ['Carte sans contact', 'Contactless card'],
  paiement_autre: ['Autre paiement', 'Other payment'],
  tarification: ['Tarif', 'Price'],
  condition_acces: ['Accès', 'Access'],
  acces_recharge: ['Accès', 'Access'],
  reservation: ['Réservation', 'Booking'],
  horaires: ['Horaires', 'Hours'],
  accessibilite: ['Accessibilité', 'Accessibility'],
  accessibilite_pmr: ['Accessibilité PMR', 'Accessibility'],
  restriction_gabarit: ['Gabarit', 'Size limit'],
  gabarit_hauteur_max_m: ['Hauteur maximale', 'Maximum height'],
  station_deux_roues: ['Deux-roues', 'Two-wheelers'],
  type_vehicule: ['Véhicules', 'Vehicles'],
  raccordement: ['Raccordement', 'Grid connection'],
  date_mise_en_service: ['Mise en service', 'In service since'],
  observations: ['Observations', 'Notes'],
  date_maj: ['Mise à jour', 'Updated on'],
  cable_t2_attache: ['Câble attaché', 'Attached cable'],
  last_modified: ['Dernière modification', 'Last modified'],
  created_at: ['Créé le', 'Created on'],
  datagouv_dataset_id: ['Jeu de données', 'Dataset'],
  etat_pdc: ['État du point', 'State of the point'],
  occupation_pdc: ['Occupation', 'Occupancy'],
  horodatage: ['Horodatage', 'Timestamp'],
  outOfService: ['Hors service', 'Out of service'],
  withdrawn: ['Retiré', 'Withdrawn'],
}

/** @param {Both | undefined} both */
const said = (both) => both?.[language.value === 'fr' ? 0 : 1]

/**
 * A code is better than nothing where a newer server has one that is not known here.
 * @param {string} code
 */
export const sentenceOf = (code) => said(codes[code]) ?? code

/** @param {unknown} value */
export const valueOf = (value) =>
  said({ true: /** @type {Both} */ (['oui', 'yes']), false: /** @type {Both} */ (['non', 'no']) }[String(value)]) ??
  String(value)

/** @param {string} name */
export const columnOf = (name) => said(columns[name]) ?? name
