import Accounts
import HTTP
import Resources
import Runtime

extension HomesFeature {
  /// Boxes of a home, and what boxes themselves ask.
  var boxRoutes: [Route] {
    let driver = doorkeeper.driver
    return [
      Route(
        .get, "/api/homes/{id}/boxes", access: driver, "The boxes of a home", answers: .json(Page<Box>.self),
        handler: listBoxes),
      Route(
        .post, "/api/homes/{id}/boxes", access: driver, "A place for a box, and the code to pair it with",
        answers: .json(AddedBox.self, status: .created), handler: addBox),
      Route(
        .get, "/api/homes/{id}/boxes/{boxId}", access: driver, "A box", answers: .json(Box.self), handler: showBox),
      Route(
        .patch, "/api/homes/{id}/boxes/{boxId}", access: driver, "Names a box, declares and arms its relay",
        answers: .json(Box.self), handler: changeBox),
      Route(
        .delete, "/api/homes/{id}/boxes/{boxId}", access: driver, "Removes a box; its key ends at once",
        answers: .empty(), handler: deleteBox),
      Route(
        .get, "/api/homes/{id}/boxes/{boxId}/orders", access: driver, "What was asked of a box' relay, newest first",
        answers: .json(Page<ListedOrder>.self), handler: listOrders),
      Route(
        .post, "/api/homes/{id}/boxes/{boxId}/orders", access: driver, "Sheds a box' load or supplies it",
        answers: .json(Order.self, status: .created), handler: giveOrder),
      Route(
        .post, "/api/box/pair", access: .public, "A box gives its code for a key",
        answers: .json(PairedBox.self, status: .created), handler: pairBox),
      Route(
        .post, "/api/box/batches", access: boxes, "Rows of a box, in any order, as often as it likes",
        answers: .json(TakenBatch.self), handler: takeBatch),
      Route(
        .get, "/api/box/orders", access: boxes, "The orders for a box, signed", answers: .json(FetchedOrders.self),
        handler: fetchOrders),
      Route(
        .post, "/api/box/orders/answers", access: boxes, "What a box has made of its orders", answers: .empty(),
        handler: answerOrders),
    ]
  }

  var boxWork: [BackgroundWork] {
    [
      BackgroundWork("box rows", every: .seconds(3600), beginsAtOnce: false) {
        try await purgeBoxRows()
        try await purgeAgreements()
      },
      BackgroundWork("agreement", every: .seconds(600)) { try await judgeWhatIsNew() },
    ]
  }
}
