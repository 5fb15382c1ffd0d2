extension Problem.Kind {
  // MARK: What was sent

  package static let malformed = Self(
    "malformed", 400, fr: "Requête illisible", en: "Unreadable request",
    detail: Text(
      fr: "Corrigez la requête : /api/openapi.json décrit ce qui est attendu ici.",
      en: "Correct the request: /api/openapi.json describes what is expected here."))
  package static let timeout = Self(
    "timeout", 408, fr: "Requête trop lente", en: "Request too slow",
    detail: Text(
      fr: "La requête n'est pas arrivée entière à temps : envoyez-la de nouveau.",
      en: "The request did not arrive whole in time: send it again."))
  package static let payloadTooLarge = Self(
    "payload-too-large", 413, fr: "Contenu trop volumineux", en: "Content too large",
    detail: Text(fr: "Envoyez une requête plus courte.", en: "Send a shorter request."))
  package static let unsupportedMediaType = Self(
    "unsupported-media-type", 415, fr: "Type de contenu non pris en charge", en: "Unsupported content type",
    detail: Text(
      fr: "Envoyez un format que cette adresse accepte et nommez-le dans Content-Type.",
      en: "Send a format that this address takes and name it in Content-Type."))
  package static let validation = Self(
    "validation", 422, fr: "Champs invalides", en: "Invalid fields",
    detail: Text(
      fr: "Corrigez les champs signalés, puis recommencez.",
      en: "Correct the fields that are pointed out, then try again."))
  package static let rateLimited = Self(
    "rate-limited", 429, fr: "Trop de requêtes", en: "Too many requests",
    detail: Text(
      fr: "Attendez un peu, puis recommencez (Retry-After dit dans combien de secondes).",
      en: "Wait a little, then try again (Retry-After says in how many seconds)."))

  // MARK: Who asks for what

  package static let unauthenticated = Self(
    "unauthenticated", 401, fr: "Connexion requise", en: "Sign-in required",
    detail: Text(fr: "Connectez-vous, puis recommencez.", en: "Sign in, then try again."))
  package static let forbidden = Self(
    "forbidden", 403, fr: "Accès refusé", en: "Access refused",
    detail: Text(
      fr: "Votre compte n'en a pas le droit : demandez-le à un administrateur.",
      en: "Your account may not do this: ask an administrator for it."))
  package static let notFound = Self(
    "not-found", 404, fr: "Introuvable", en: "Not found",
    detail: Text(
      fr: "Il n'y a rien ici, ou rien que vous puissiez voir : vérifiez l'adresse.",
      en: "There is nothing here, or nothing that you may see: check the address."))
  package static let methodNotAllowed = Self(
    "method-not-allowed", 405, fr: "Méthode non permise ici", en: "Method not allowed here",
    detail: Text(
      fr: "Utilisez l'une des méthodes que nomme l'en-tête Allow.",
      en: "Use one of the methods that the Allow header names."))
  package static let rangeNotSatisfiable = Self(
    "range-not-satisfiable", 416, fr: "Intervalle hors du fichier", en: "Range outside the file",
    detail: Text(
      fr: "Demandez un intervalle dans la longueur que dit Content-Range.",
      en: "Ask for a range within the length that Content-Range says."))
  package static let upgradeRequired = Self(
    "upgrade-required", 426, fr: "WebSocket attendu ici", en: "A WebSocket is expected here",
    detail: Text(
      fr: "Ouvrez cette adresse comme un WebSocket (ws: ou wss:).",
      en: "Open this address as a WebSocket (ws: or wss:)."))

  // MARK: What has become of it

  package static let conflict = Self(
    "conflict", 409, fr: "Conflit", en: "Conflict",
    detail: Text(
      fr: "Ce n'est plus possible dans l'état actuel : rechargez, puis décidez de nouveau.",
      en: "This is not possible as things are now: load again, then decide anew."))
  package static let quotaReached = Self(
    "quota-reached", 409, fr: "Limite atteinte", en: "Limit reached",
    detail: Text(
      fr: "Supprimez d'abord ce dont vous n'avez plus besoin.", en: "First delete what you no longer need."))
  package static let preconditionFailed = Self(
    "precondition-failed", 412, fr: "La ressource a changé entre-temps", en: "The resource has changed meanwhile",
    detail: Text(
      fr: "Rechargez-la et refaites votre modification (avec son nouvel ETag dans If-Match).",
      en: "Load it again and make your change anew (with its new ETag in If-Match)."))

  // MARK: Ours

  package static let `internal` = Self(
    "internal", 500, fr: "Erreur de notre côté", en: "An error of ours",
    detail: Text(
      fr: "Recommencez un peu plus tard ; si cela dure, donnez le numéro de la requête à l'exploitant.",
      en: "Try again a little later; if it goes on, tell the operator the number of the request."))
  package static let unavailable = Self(
    "unavailable", 503, fr: "Momentanément indisponible", en: "Unavailable for the moment",
    detail: Text(
      fr: "Recommencez dans quelques instants (Retry-After dit dans combien de secondes).",
      en: "Try again in a moment (Retry-After says in how many seconds)."))
}
