export default {
  infos: {
    title: 'Bien recharger',
    socketsTitle: 'Les prises',
    chapters: [
      {
        title: 'Réserver',
        text: [
          'Une réservation vaut exactement 30 minutes sur un point : personne d’autre ne peut la prendre.',
          'Commencez la charge dans les 15 minutes, sinon le créneau est rendu à tous.',
        ],
      },
      {
        title: 'Combien de temps ?',
        text: [
          'Une voiture prend beaucoup de puissance batterie vide, et de moins en moins après 60 à 80 %. ' +
            'Sur une borne rapide, s’arrêter à 80 % fait gagner du temps à tout le monde.',
          'La puissance est celle du plus lent des deux : la borne ou la voiture.',
        ],
      },
      {
        title: 'Payer',
        text: ['Chaque opérateur fixe son prix. Quand il est connu, il figure sur la fiche de la station.'],
      },
      {
        title: 'D’où viennent les données ?',
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
      { socket: 'ef', text: 'La prise domestique : lente, pour les deux-roues et le dépannage.' },
    ],
  },
  offline: {
    asOf: (/** @type {string} */ at) => `Hors ligne, état de ${at}`,
    cannot: 'Démarrer, annuler ou prolonger demande une connexion.',
    needed: 'Hors ligne : cette page demande une connexion.',
    nothing: 'Hors ligne, et aucune réservation n’a été gardée dans ce navigateur.',
    code: 'Code du point',
  },
  lost: {
    text: 'Cette adresse ne mène nulle part : le lien est peut-être ancien, ou recopié en partie.',
    search: 'Chercher une station',
  },
  legal: {
    title: 'Mentions légales',
    operator: 'Qui exploite ce service',
    unnamed: 'La personne qui exploite ce serveur ne s’est pas nommée.',
    contact: 'Contact',
    uncontacted: 'Aucun contact n’a été indiqué.',
    chapters: [
      {
        title: 'Le service',
        text: [
          'Watts Up montre les points de charge publics de France, réserve des demi-heures et suit des charges.',
          'Les stations marquées « Démonstration » sont inventées : personne ne peut y charger.',
        ],
      },
      {
        title: 'Les données',
        text: [
          'Stations : base nationale des infrastructures de recharge (IRVE), transport.data.gouv.fr, Licence ' +
            'Ouverte 2.0. ' +
            'Nos corrections figurent sur chaque fiche, avec la valeur d’origine.',
          'Communes : INSEE et IGN, Licence Ouverte. Pays voisins : Natural Earth, domaine public.',
          'Une fiche peut être inexacte : sur place, la borne et son opérateur font foi.',
        ],
      },
      {
        title: 'Les logiciels',
        text: [
          'Ce navigateur exécute MapLibre GL JS (BSD), Preact et signals (MIT) et htm (Apache 2.0). ' +
            'La police est Inter (SIL OFL).',
        ],
      },
    ],
  },
  privacy: {
    title: 'Confidentialité',
    chapters: [
      {
        title: 'Sans compte',
        text: [
          'La carte, la recherche et les fiches ne demandent pas de compte et ne déposent aucun cookie. ' +
            'Rien n’est mesuré, rien n’est partagé avec un tiers. Selon les réglages de ce serveur, le fond de ' +
            'carte peut ' +
            'venir d’un autre serveur, qui voit alors la partie regardée, et les mots cherchés être transmis, ' +
            'sans rien de ' +
            'vous et avec la région seulement, à une base d’adresses.',
          'Votre position ne sert qu’à placer la carte, après votre accord. ' +
            'Le serveur reçoit la partie de la carte que vous regardez et ne la garde pas.',
          'Votre adresse IP sert, en mémoire, à limiter les abus ; les échecs de connexion sont comptés sous une ' +
            'empreinte de cette adresse, effacée un quart d’heure après la fin du blocage.',
        ],
      },
      {
        title: 'Votre compte',
        text: [
          'Adresse e-mail, nom affiché, langue et mot de passe (sous une empreinte Argon2id, jamais lisible), ' +
            'jusqu’à ce que vous supprimiez le compte.',
          'Quand ce serveur envoie des messages, un compte dont l’adresse n’est pas confirmée disparaît après 7 jours.',
          'Si vous l’activez, le secret du code à la connexion, chiffré, et les empreintes des codes de secours.',
        ],
      },
      {
        title: 'Connexions',
        text: [
          'Trois cookies, tous nécessaires : la session (15 minutes), son renouvellement (30 jours sans visite, ' +
            '90 jours au plus) et l’appareil connu (un an), qui vous évite d’être bloqué par les essais d’un autre.',
          'Pour chaque session : navigateur et système, réseau de l’adresse, première et dernière visite. ' +
            'Vous les voyez dans votre profil et pouvez y mettre fin ; elles sont effacées une fois échues.',
        ],
      },
      {
        title: 'Véhicules, favoris, réservations et charges',
        text: [
          'Vos véhicules et vos stations favorites, jusqu’à ce que vous les supprimiez.',
          'Vos réservations et vos charges restent dans votre historique tant que le compte existe. ' +
            'Les avis sont effacés après 90 jours.',
          'Si vous le créez, l’agenda de vos réservations : son adresse, dont le serveur ne garde qu’une empreinte, ' +
            'suffit à le lire, jusqu’à ce que vous la changiez ou la supprimiez.',
        ],
      },
      {
        title: 'Messages',
        text: [
          'Confirmation, nouveau mot de passe, changement d’adresse et, si vous le voulez, rappels : chaque ' +
            'message est effacé 24 heures après son ' +
            'envoi, et les liens à leur échéance.',
        ],
      },
      {
        title: 'Dans ce navigateur',
        text: [
          'Langue, apparence, dernière vue de la carte, recherches récentes, et que vous êtes connecté ; ' +
            'l’application et les dernières tuiles de la carte, pour ' +
            's’ouvrir sans réseau.',
          'Vos prochaines réservations, pour les lire hors ligne. Elles sont effacées quand vous vous déconnectez, ' +
            'ou quand un autre compte se connecte.',
        ],
      },
      {
        title: 'Administration',
        text: [
          'Ce qu’un administrateur change est inscrit dans un journal, qui ne s’efface pas. ' +
            'Il n’y reste rien de ce qu’une personne emporte en partant.',
        ],
      },
      {
        title: 'Vos droits',
        text: [
          'Dans votre profil : corriger, télécharger toutes vos données, supprimer le compte. ' +
            'Il disparaît alors aussitôt, avec véhicules, sessions et messages ; les réservations à venir sont ' +
            'annulées, ' +
            'et ce qui a eu lieu reste sans nom.',
          'Pour toute autre question, l’exploitant est nommé dans les mentions légales. ' +
            'Vous pouvez aussi saisir la CNIL.',
        ],
      },
    ],
  },
}
