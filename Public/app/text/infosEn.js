export default {
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
}
