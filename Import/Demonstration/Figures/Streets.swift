extension Demonstration {
  static let streetKinds = [
    "Rue", "Rue", "Rue", "Rue", "Rue", "Avenue", "Avenue", "Boulevard", "Place", "Allée", "Chemin", "Route", "Quai",
  ]

  /// Names that hundreds of French towns have.
  static let streetNames = [
    "de la République", "Victor Hugo", "Jean Jaurès", "du Général de Gaulle", "Pasteur", "de la Gare", "de l'Église",
    "Jules Ferry", "Émile Zola", "Gambetta", "de la Mairie", "des Écoles", "du 8 Mai 1945", "du 11 Novembre",
    "Voltaire",
    "Jean Moulin", "de la Liberté", "Marcel Pagnol", "Pierre Curie", "Marie Curie", "des Lilas", "des Tilleuls",
    "des Acacias", "du Moulin", "de la Fontaine", "du Château", "de Verdun", "de Paris", "de Lyon", "de Bordeaux",
    "Anatole France", "Georges Clemenceau", "Aristide Briand", "Léon Blum", "Albert Camus", "Simone Veil", "Molière",
    "Jacques Prévert", "Georges Brassens", "Louise Michel", "Lamartine", "Claude Monet", "Paul Cézanne", "Berlioz",
    "de l'Industrie", "des Artisans", "de l'Europe", "du Stade", "du Marché", "Saint-Martin", "Saint-Pierre",
    "Notre-Dame", "du Port", "de la Plage", "des Vignes", "du Lavoir", "de la Forêt", "des Peupliers", "Bellevue",
    "du Commerce", "de Strasbourg", "du Maréchal Foch", "du Maréchal Leclerc", "de la Résistance", "de la Paix",
  ]

  static let landmarks = [
    "Parking de la Gare", "Hôtel de Ville", "Centre commercial", "Parking du Stade", "Salle des fêtes", "Piscine",
    "Place du Marché", "Médiathèque", "Zone d'activités", "Parking Relais", "Hypermarché", "Cinéma", "Camping",
    "Mairie",
    "Gymnase", "Collège", "Centre hospitalier", "Aire de covoiturage", "Hôtel", "Supermarché", "Office de tourisme",
  ]
}
