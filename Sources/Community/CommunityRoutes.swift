import Accounts
import HTTP
import Resources

extension CommunityFeature {
  var players: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/community/me", access: access, "How I am doing, and what to do next", answers: .json(MyGame.self),
        handler: showMe),
      Route(
        .post, "/api/community/players", access: access, "Enter my home into the game",
        answers: .json(Player.self, status: .created), handler: joinGame),
      Route(
        .get, "/api/community/players/{id}", access: access, "My player", answers: .json(Player.self),
        handler: showPlayer),
      Route(
        .patch, "/api/community/players/{id}", access: access, "Change my mode, my pseudonym, whether my name shows",
        answers: .json(Player.self), handler: changePlayer),
      Route(
        .delete, "/api/community/players/{id}", access: access, "Leave the game: my points go with me",
        answers: .empty(), handler: leaveGame),
      Route(
        .get, "/api/community/points", access: access, "Every point of mine, and why",
        answers: .json(Page<PointRow>.self), .media(.csv), handler: listPoints),
      Route(
        .get, "/api/community/actions", access: access, "What I declared", answers: .json(Page<DeclaredAction>.self),
        handler: listDeclared),
      Route(
        .post, "/api/community/actions", access: access, "Declare an action of the catalogue",
        answers: .json(DeclaredAction.self, status: .created), handler: declareAction),
      Route(
        .get, "/api/community/sheddings", access: access, "Load that I give up, newest first",
        answers: .json(Page<AnnouncedShedding>.self), handler: listSheddings),
      Route(
        .post, "/api/community/sheddings", access: access, "Announce load that I will give up, before it begins",
        answers: .json(AnnouncedShedding.self, status: .created), handler: announceShedding),
      Route(
        .delete, "/api/community/sheddings/{id}", access: access, "Take back one that has not begun", answers: .empty(),
        handler: cancelShedding),
    ]
  }

  /// What shows that an action was done.
  var evidence: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/community/teams/{id}/actions", access: access,
        "What my team's members declared, and what stands behind it", answers: .json(Page<TeamAction>.self),
        handler: listTeamActions),
      Route(
        .post, "/api/community/actions/{id}/answers", access: access, "Say that a team mate has done it, or doubt it",
        answers: .json(TeamAction.self, status: .created), handler: answerAction),
      Route(
        .delete, "/api/community/actions/{id}/answers/mine", access: access, "Take back what I said of it",
        answers: .empty(), handler: takeBackAnswer),
      Route(
        .get, "/api/community/actions/{id}/photo", access: access,
        "The photo of an action, for its player and their team",
        answers: .media(MediaType(Photo.Kind.jpeg.rawValue)), .media(MediaType(Photo.Kind.png.rawValue)),
        handler: showPhoto),
      Route(
        .put, "/api/community/actions/{id}/photo", access: access,
        "Show that I have done it: a JPEG or PNG of up to 5 MB; what a camera writes beside the picture is not kept",
        answers: .json(DeclaredAction.self), handler: keepPhoto),
      Route(
        .delete, "/api/community/actions/{id}/photo", access: access, "Take a photo back", answers: .empty(),
        handler: dropPhoto),
    ]
  }

  var teams: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .post, "/api/community/teams", access: access, "Found a team; its code lets others join",
        answers: .json(Team.self, status: .created), handler: foundTeam),
      Route(
        .post, "/api/community/teams/join", access: access, "Join a team by its code",
        answers: .json(Team.self, status: .created), handler: joinTeam),
      Route(
        .get, "/api/community/teams/{id}", access: access,
        "A team: its members, its rank, its energy from ten homes on",
        answers: .json(Team.self), handler: showTeam),
      Route(
        .delete, "/api/community/teams/{id}/members/me", access: access, "Leave my team", answers: .empty(),
        handler: leaveTeam),
    ]
  }

  var administration: [Route] {
    let access = doorkeeper.administrator
    return [
      Route(
        .post, "/api/admin/community/seasons", access: access, "Open a season",
        answers: .json(Season.self, status: .created), handler: openSeason),
      Route(
        .get, "/api/admin/community/seasons/{id}", access: access, "A season", answers: .json(Season.self),
        handler: showSeason),
      Route(
        .patch, "/api/admin/community/seasons/{id}", access: access, "Rename, close or reopen a season",
        answers: .json(Season.self), handler: changeSeason),
      Route(
        .get, "/api/admin/community/overview", access: access, "The game in figures, with their intervals",
        answers: .json(GameOverview.self), handler: showOverview),
      Route(
        .get, "/api/admin/community/players", access: access, "The players, newest first",
        answers: .json(CountedPage<ListedPlayer>.self), handler: listPlayers),
      Route(
        .get, "/api/admin/community/players.csv", access: access, "All of them as a file", answers: .media(.csv),
        handler: downloadPlayers),
      Route(
        .get, "/api/admin/community/teams", access: access, "The teams, newest first",
        answers: .json(CountedPage<ListedTeam>.self), handler: listTeams),
      Route(
        .get, "/api/admin/community/teams.csv", access: access, "All of them as a file", answers: .media(.csv),
        handler: downloadTeams),
      Route(
        .get, "/api/admin/community/points", access: access, "Points of a player or of all, newest first",
        answers: .json(CountedPage<AdministeredPoints>.self), handler: listAllPoints),
      Route(
        .get, "/api/admin/community/points.csv", access: access, "All of them as a file", answers: .media(.csv),
        handler: downloadPoints),
      Route(
        .get, "/api/admin/community/actions", access: access,
        "What was declared, newest first; or what somebody doubts",
        answers: .json(Page<AdministeredAction>.self), handler: listAllActions),
      Route(
        .get, "/api/admin/community/actions/{id}/photo", access: access, "The photo of an action",
        answers: .media(MediaType(Photo.Kind.jpeg.rawValue)), .media(MediaType(Photo.Kind.png.rawValue)),
        handler: inspectPhoto),
      Route(
        .post, "/api/admin/community/actions/{id}/decision", access: access,
        "Let an action stand whatever is doubted, or take its points away", answers: .json(AdministeredAction.self),
        handler: decideAction),
      Route(
        .post, "/api/admin/community/points/{id}/revocation", access: access, "Take points away, and say why",
        answers: .json(PointRow.self), handler: revokePoints),
      Route(
        .get, "/api/admin/community/thresholds", access: access, "The thresholds in force, and those before",
        answers: .json(ThresholdHistory.self), handler: showThresholds),
      Route(
        .put, "/api/admin/community/thresholds", access: access, "Set thresholds; those before stay on record",
        answers: .json(ThresholdHistory.self), handler: setThresholds),
    ]
  }
}
