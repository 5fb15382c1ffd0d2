"""What a driver keeps: favourites, a calendar that follows, reminders, a receipt."""
import pathlib, re

from stage import ScreenTest, expect


class Keeping(ScreenTest):
    def book(self, number=0, ahead=0):
        """A booking at a station near Paris, made without the screens; it begins now or so many half-hours later."""
        # The tests of other classes book there too.
        for nearby in range(number, number + 8):
            station = self.page.request.get(f"/api/stations/{self.station(nearby)}").json()
            for point in (one for one in station["chargePoints"] if one["reservable"]):
                wanted = {"pointId": point["id"], "startsAt": self.moment(minutes=30 * ahead)}
                answer = self.page.request.post("/api/reservations", data=wanted, headers=self.origin)
                if answer.status == 201:
                    return answer.json()
        self.fail(answer.text())

    def pressed(self, is_one):
        return expect(self.page.get_by_role("button", name="Favori", pressed=is_one))

    def test_a_visitor_keeps_a_station_signs_up_on_the_way_and_finds_it_again(self):
        page, station = self.page, self.station(3)
        page.goto(f"/s/{station}")
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Chargement…")
        name = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("link", name="Favori", exact=True).click()
        self.sign_up("gaia@example.org")
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Créer un compte")
        self.pressed(True).to_be_visible()
        self.look_for_barriers()
        page.get_by_role("navigation").get_by_text("Profil").click()
        page.get_by_role("link", name="Mes favoris").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mes favoris")
        expect(page.locator(".cards li")).to_have_count(1)
        self.look_for_barriers()
        page.locator(".cards").get_by_role("button", name="Favori").click()
        self.pressed(False).to_be_visible()
        # One that is let go of stays in sight until the page is left.
        page.get_by_role("link", name=re.compile("^" + re.escape(name))).click()
        self.pressed(False).to_be_visible()
        page.goto("/favoris")
        expect(page.get_by_text("Aucun favori")).to_be_visible()

    def test_a_heart_that_the_server_refuses_is_taken_back_and_says_why(self):
        page, station = self.page, self.station(4)
        self.join(page, "hugo@example.org")
        page.goto(f"/s/{station}")
        self.pressed(False).to_be_visible()
        full = {"type": "/problems/quota-reached", "title": "Limite atteinte", "status": 409, "detail": "Au plus 200 favoris."}
        page.route("**/api/favourites/*", lambda route: route.fulfill(status=409, json=full))
        page.get_by_role("button", name="Favori").click()
        expect(page.get_by_role("alert")).to_have_text("Au plus 200 favoris.")
        self.pressed(False).to_be_visible()
        page.unroute_all()
        page.get_by_role("button", name="Favori").click()
        self.pressed(True).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
        page.reload()
        self.pressed(True).to_be_visible()

    def test_what_one_does_with_a_station_stands_in_one_line_in_both_languages(self):
        page, station = self.page, self.station(4)
        for label, query in (("Itinéraire", ""), ("Directions", "?lang=en")):
            page.goto(f"/s/{station}{query}")
            row = page.locator(".sheet .actions > .button:not(.primary)")
            expect(row).to_have_count(3)
            expect(row.first).to_contain_text(label)
            self.assertEqual(len({round(one.bounding_box()["y"]) for one in row.all()}), 1, label)

    def test_a_booking_says_that_its_point_has_failed_since(self):
        page, administrator = self.page, self.open()
        self.join(page, "noor@example.org")
        booked = self.book(5, ahead=4)
        self.begin_session(administrator, "admin@example.org")
        service = f"/api/points/{booked['pointId']}/service"
        administrator.request.put(service, data={"outOfService": True}, headers=self.origin)
        page.goto("/reservation")
        expect(page.locator(".next .notice")).to_contain_text("hors service")
        administrator.request.put(service, data={"outOfService": False}, headers=self.origin)
        page.reload()
        expect(page.locator(".next .countdown")).to_be_visible()
        expect(page.locator(".next .notice")).to_have_count(0)

    def test_the_list_of_the_map_leads_to_the_favourites(self):
        self.page.goto("/")
        self.page.get_by_role("button", name="Agrandir le panneau").click()
        self.page.get_by_role("link", name="Mes favoris").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Se connecter")

    def test_a_booking_says_which_point_and_where_and_goes_into_a_calendar(self):
        page = self.page
        self.join(page, "iris@example.org")
        booked = self.book(5, ahead=4)
        page.goto(f"/reservation/{booked['id']}")
        card = page.locator(".next")
        expect(card).to_contain_text(f"Point n° {booked['point']['number']}")
        expect(card).to_contain_text(booked["station"]["city"] or "")
        self.look_for_barriers()
        with page.expect_download() as found:
            page.get_by_role("button", name="Ajouter à mon agenda").click()
        event = pathlib.Path(found.value.path()).read_bytes().decode()
        self.assertTrue(event.startswith("BEGIN:VCALENDAR\r\n") and f"UID:{booked['id']}@watts-up\r\n" in event)
        page.get_by_role("button", name="Annuler").click()
        page.get_by_role("dialog").get_by_role("button", name="Annuler la réservation").click()
        expect(page.get_by_text("Cette réservation n’est plus à venir. État : Annulée.")).to_be_visible()
        page.goto("/reservation/00000000-0000-7000-8000-000000000000")
        expect(page.get_by_text("Cette réservation n’existe pas")).to_be_visible()

    def test_a_calendar_follows_until_its_address_is_renewed_or_ended(self):
        page = self.page
        self.join(page, "jade@example.org")
        page.goto("/profil")
        follow = page.get_by_role("switch", name=re.compile("Suivre mes réservations"))
        follow.check()
        first = page.get_by_label("Adresse de l’agenda").input_value()
        path = "/" + first.split("/", 3)[3]
        self.assertRegex(path, r"^/calendar/[\w-]{43}\.ics$")
        expect(page.get_by_role("link", name="Ouvrir dans mon agenda")).to_have_attribute("href", re.compile("^webcal:"))
        self.assertIn("text/calendar", page.request.get(path).headers["content-type"])
        self.look_for_barriers()
        page.reload()
        expect(follow).to_be_checked()
        expect(page.get_by_label("Adresse de l’agenda")).to_have_count(0)
        page.get_by_role("button", name="Créer une autre adresse").click()
        page.get_by_role("dialog").get_by_role("button", name="Créer une autre adresse").click()
        second = "/" + page.get_by_label("Adresse de l’agenda").input_value().split("/", 3)[3]
        self.assertEqual([page.request.get(one).status for one in (path, second)], [404, 200])
        follow.uncheck()
        expect(page.get_by_label("Adresse de l’agenda")).to_have_count(0)
        expect(follow).not_to_be_checked()
        self.assertEqual(page.request.get(second).status, 404)

    def test_a_driver_chooses_to_be_reminded(self):
        page = self.page
        self.join(page, "kim@example.org")
        page.goto("/profil")
        remind = page.get_by_role("switch", name=re.compile("30 minutes avant"))
        expect(page.get_by_text("Il faut d’abord confirmer votre adresse.")).to_be_visible()
        expect(remind).not_to_be_checked()
        remind.check()
        expect(remind).to_be_enabled()
        page.reload()
        expect(remind).to_be_checked()

    def test_a_receipt_tells_what_was_charged_where_and_prints_alone(self):
        page = self.page
        self.join(page, "luca@example.org")
        page.context.add_init_script("window.print = () => { window.printed = true }")
        booked = self.book(6)
        origin = {"Origin": self.stage.server.url}
        charge = page.request.post(f"/api/reservations/{booked['id']}/charge", data={"soc": 20}, headers=origin)
        self.assertEqual(charge.status, 201, charge.text())
        page.request.post(f"/api/charges/{charge.json()['id']}/stop", headers=origin)
        page.goto("/historique")
        page.locator(".cards a.button").first.click()
        receipt = page.locator(".receipt")
        for words in (booked["station"]["name"], f"Point n° {booked['point']['number']} ({booked['point']['irveId']})", "UTC+", "kWh", "Prix"):
            expect(receipt).to_contain_text(words)
        self.look_for_barriers()
        receipt.get_by_role("button", name="Imprimer").click()
        self.assertTrue(page.evaluate("window.printed"))
        page.emulate_media(media="print")
        expect(receipt).to_be_visible()
        for other in (".tabs", ".gauge", ".map", ".receipt .button", ".sheet > .head"):
            expect(page.locator(other).first).to_be_hidden()
        self.assertTrue(page.pdf().startswith(b"%PDF"))
        page.emulate_media(media="screen")


class KeepingInEnglish(ScreenTest):
    locale = "en-GB"

    def test_favourites_reminders_and_the_calendar_speak_english(self):
        page, station = self.page, self.station(3)
        self.join(page, "mia@example.org")
        page.goto(f"/s/{station}")
        expect(page.locator(".points li").first).to_contain_text("Point ")
        page.get_by_role("button", name="Favourite").click()
        expect(page.get_by_role("button", name="Favourite", pressed=True)).to_be_visible()
        page.goto("/profil")
        expect(page.get_by_role("switch", name=re.compile("30 minutes before"))).to_be_visible()
        page.get_by_role("switch", name=re.compile("Follow my bookings")).check()
        expect(page.get_by_role("link", name="Open in my calendar")).to_be_visible()
        page.get_by_role("link", name="My favourites").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("My favourites")
        expect(page.locator(".cards li")).to_have_count(1)
