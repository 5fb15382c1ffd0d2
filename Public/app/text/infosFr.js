export default {
  title: 'Bien recharger',
  socketsTitle: 'Les prises',
  chapters: [
    {
      title: 'Réserver',
      text: [
        'Une réservation vaut exactement 30 minutes sur un point : personne d’autre ne peut la prendre.',
        'Commencez la charge dans les 15 minutes, sinon le créneau est rendu à tous.',
      ],
    },
    {
      title: 'Combien de temps ?',
      text: [
        'Une voiture prend beaucoup de puissance batterie vide, et de moins en moins après 60 à 80 %. ' +
          'Sur une borne rapide, s’arrêter à 80 % fait gagner du temps à tout le monde.',
        'La puissance est celle du plus lent des deux : la borne ou la voiture.',
      ],
    },
    {
      title: 'Payer',
      text: ['Chaque opérateur fixe son prix. Quand il est connu, il figure sur la fiche de la station.'],
    },
    {
      title: 'D’où viennent les données ?',
      text: [
        'De la base nationale des infrastructures de recharge (IRVE), publiée en données ouvertes. ' +
          'Ce que nous corrigeons est indiqué sur chaque fiche, avec la valeur d’origine.',
      ],
    },
  ],
  sockets: [
    { socket: 'type2', text: 'La prise européenne en courant alternatif, jusqu’à 22 kW, parfois 43.' },
    { socket: 'ccs', text: 'La charge rapide de presque toutes les voitures récentes, de 24 à 400 kW.' },
    { socket: 'chademo', text: 'La charge rapide de voitures japonaises plus anciennes.' },
    { socket: 'ef', text: 'La prise domestique : lente, pour les deux-roues et le dépannage.' },
  ],
}
