export default {
  infos: {
    title: 'Charging well',
    socketsTitle: 'The sockets',
    chapters: [
      {
        title: 'Booking',
        text: [
          'A booking is exactly 30 minutes on one point: nobody else can take it.',
          'Start the charge within 15 minutes, or the slot is given back to everyone.',
        ],
      },
      {
        title: 'How long?',
        text: [
          'A car takes much power while its battery is empty, and less and less above 60 to 80 %. ' +
            'At a fast charger, stopping at 80 % saves everybody time.',
          'The power is that of the slower of the two: the charger or the car.',
        ],
      },
      { title: 'Paying', text: ['Each operator sets its price. Where it is known, the page of the station tells it.'] },
      {
        title: 'Where do the data come from?',
        text: [
          'From the national database of charging infrastructure (IRVE), published as open data. ' +
            'What we correct is told on each page, with the original value.',
        ],
      },
    ],
    sockets: [
      { socket: 'type2', text: 'The European socket for alternating current, up to 22 kW, sometimes 43.' },
      { socket: 'ccs', text: 'Fast charging of almost every recent car, from 24 to 400 kW.' },
      { socket: 'chademo', text: 'Fast charging of older Japanese cars.' },
      { socket: 'ef', text: 'The domestic socket: slow, for two-wheelers and emergencies.' },
    ],
  },
  offline: {
    asOf: (/** @type {string} */ at) => `Offline, as of ${at}`,
    cannot: 'Starting, cancelling or extending needs a connection.',
    needed: 'Offline: this page needs a connection.',
    nothing: 'Offline, and no booking was kept in this browser.',
    code: 'Code of the point',
  },
  lost: {
    text: 'This address leads nowhere: the link may be old, or copied in part.',
    search: 'Find a station',
  },
  legal: {
    title: 'Legal notice',
    operator: 'Who runs this service',
    unnamed: 'Whoever runs this server has not named themselves.',
    contact: 'Contact',
    uncontacted: 'No contact has been given.',
    chapters: [
      {
        title: 'The service',
        text: [
          'Watts Up shows the public charge points of France, books half-hours and follows charges.',
          'Stations marked “Demonstration” are made up: nobody can charge there.',
        ],
      },
      {
        title: 'The data',
        text: [
          'Stations: the national database of charge points (IRVE), transport.data.gouv.fr, Licence Ouverte 2.0. ' +
            'Our corrections stand on each page, with the original value.',
          'Communes: INSEE and IGN, Licence Ouverte. Neighbouring countries: Natural Earth, public domain.',
          'A page may be wrong: on the spot, the charger and its operator are right.',
        ],
      },
      {
        title: 'The software',
        text: [
          'This browser runs MapLibre GL JS (BSD), Preact and signals (MIT) and htm (Apache 2.0). ' +
            'The typeface is Inter (SIL OFL).',
        ],
      },
    ],
  },
  privacy: {
    title: 'Privacy',
    chapters: [
      {
        title: 'Without an account',
        text: [
          'The map, the search and the stations need no account and set no cookie. ' +
            'Nothing is measured, nothing is shared with anybody. By the settings of this server the ground of ' +
            'the map ' +
            'may come from another server, which then sees the part that you look at, and the words of a search ' +
            'may be ' +
            'passed on to a base of addresses, with nothing of you and no more than the region.',
          'Your position only places the map, after you agree. ' +
            'The server receives the part of the map that you look at and does not keep it.',
          'Your IP address serves, in memory, to limit abuse; failed sign-ins are counted under a digest of ' +
            'that address, deleted a quarter of an hour after the end of the block.',
        ],
      },
      {
        title: 'Your account',
        text: [
          'E-mail address, displayed name, language and password (as an Argon2id digest, never readable), ' +
            'until you delete the account.',
          'Where this server sends mail, an account whose address is not confirmed goes after 7 days.',
          'If you switch it on, the secret of the sign-in code, encrypted, and digests of the recovery codes.',
        ],
      },
      {
        title: 'Sign-ins',
        text: [
          'Three cookies, all needed: the session (15 minutes), its renewal (30 days without a visit, 90 days at ' +
            'most) ' +
            'and the known device (a year), which keeps the guesses of others from locking you out.',
          'Of each session: browser and system, network of the address, first and last visit. ' +
            'You see them in your profile and can end them; they are deleted once they are over.',
        ],
      },
      {
        title: 'Vehicles, favourites, bookings and charges',
        text: [
          'Your vehicles and your favourite stations, until you remove them.',
          'Your bookings and charges stay in your history as long as the account exists. ' +
            'Notices are deleted after 90 days.',
          'If you make one, the calendar of your bookings: its address, of which the server keeps a digest only, is ' +
            'all it takes to read it, until you change or delete it.',
        ],
      },
      {
        title: 'Mail',
        text: [
          'Confirmation, new password, change of address and, if you wish, reminders: each message is deleted 24 ' +
            'hours after it was sent, ' +
            'and links when they expire.',
        ],
      },
      {
        title: 'In this browser',
        text: [
          'Language, appearance, last view of the map, recent searches, and that you are signed in; the app and ' +
            'the last tiles of the map, to open ' +
            'without a network.',
          'Your next bookings, to be read offline. They are deleted when you sign out, ' +
            'or when another account signs in.',
        ],
      },
      {
        title: 'Administration',
        text: [
          'What an administrator changes is written in a log that is never erased. ' +
            'Nothing stays there of what a person takes along on leaving.',
        ],
      },
      {
        title: 'Your rights',
        text: [
          'In your profile: correct, download all your data, delete the account. ' +
            'It then goes at once, with vehicles, sessions and messages; bookings to come are cancelled, ' +
            'and what took place stays without a name.',
          'For any other question, whoever runs this is named in the legal notice. ' +
            'You may also turn to the data protection authority (CNIL).',
        ],
      },
    ],
  },
}
