export default {
  title: 'Sécurité', sessions: 'Mes appareils connectés', unknownDevice: 'Appareil inconnu', thisOne: 'Cet appareil', since: (/** @type {string} */ at) => `Connecté le ${at}`, lastUsed: (/** @type {string} */ at) => `vu le ${at}`,
  end: 'Déconnecter', endOne: (/** @type {string} */ name) => `Déconnecter ${name}`, ended: 'Appareil déconnecté.',
  factor: 'Code à la connexion', factorOff: 'Un mot de passe volé ne suffit plus quand la connexion demande aussi un code de votre téléphone.', factorOn: 'La connexion demande un code de votre application.',
  switchOn: 'Activer', switchOff: 'Retirer', secretText: 'Ajoutez ce compte à votre application de codes : ouvrez le lien sur le téléphone, ou saisissez la clé.', openApp: 'Ouvrir dans l’application', key: 'Clé',
  code: 'Code', codeHint: 'Les 6 chiffres de l’application, ou un code de secours.', firstCode: 'Code affiché par l’application', confirm: 'Confirmer',
  recovery: 'Codes de secours', recoveryText: 'Notez-les maintenant : chacun remplace une fois le téléphone perdu, et nous ne pourrons plus les montrer.', copy: 'Copier', copied: 'Codes copiés.', kept: 'Je les ai notés', offDone: 'Code à la connexion retiré.',
  again: 'Votre mot de passe', againText: 'Cela ne se défait pas d’un clic : redonnez votre mot de passe.', goOn: 'Continuer',
  checkMail: 'Un message vient de partir : ouvrez son lien pour confirmer votre adresse, puis connectez-vous.', resend: 'Rien reçu ? « Mot de passe oublié » envoie un nouveau lien, qui confirme aussi l’adresse.',
}
