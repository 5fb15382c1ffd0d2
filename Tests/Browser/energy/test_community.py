import re, subprocess, time

from stage import PATIENCE, ROOT, ScreenTest, expect


class Community(ScreenTest):
    """A season with twelve homes that draw a tenth less than before, one of them ours."""

    filled = False

    def setUp(self):
        super().setUp()
        if not Community.filled:
            self.fill()
            Community.filled = True

    def ask(self, request, method, path, data=None):
        answer = request.fetch(path, method=method, data=data, headers=self.origin)
        self.assertLess(answer.status, 300, answer.text())
        return answer.json() if answer.text() else None

    def sql(self, text):
        subprocess.run(["psql", "-qv", "ON_ERROR_STOP=1", self.stage.server.database], input=text, text=True, check=True)

    def fill(self):
        start = self.day(-40)
        admin = self.program("admin@example.org", is_new=False)
        self.ask(admin, "POST", "/api/admin/community/seasons", {"name": "Hiver", "from": str(start), "to": str(self.day(30))})
        code = None
        for number in range(12):
            one = self.program(f"voisin{number}@example.org")
            home = self.ask(one, "POST", "/api/homes", {
                "name": "Chez moi", "usagePointId": str(30_000_000_000_000 + number), "people": {"adults": 2, "teens": 0, "children": 1},
                "heating": "electric", "hasSolar": False})
            self.settle(home["id"], number, start)
            self.ask(one, "POST", "/api/community/players", {"homeId": home["id"], "pseudonym": f"Voisin {number}"})
            if number % 4 == 0:
                code = self.ask(one, "POST", "/api/community/teams", {"name": ("Rue des Lilas", "Le Port", "Les Jardins")[number // 4]})["code"]
            else:
                self.ask(one, "POST", "/api/community/teams/join", {"code": code})
            for action in ("shutters", "aerators", "switched-strips")[: 1 + number % 3]:
                self.ask(one, "POST", "/api/community/actions", {"action": action, "evidence": "photo"})
        # They were in their teams from the first day on.
        self.sql(f"update community_memberships set joined_at = '{start}', joined_on = '{start}'::date - 1;")
        for _ in range(2 * PATIENCE):
            if self.ask(admin, "GET", "/api/admin/community/overview")["saved"]["homes"] == 12:
                return
            time.sleep(0.5)
        self.fail("not all homes were reckoned")

    def settle(self, home, number, start):
        """What the way back from Enedis would have stored."""
        self.sql(f"""
          update homes set point_state = 'owned' where id = '{home}';
          with number as (insert into enedis_authorisations (number, account_id, first_seen_at)
            select 9000 + {number}, account_id, now() from homes where id = '{home}' returning number, account_id)
          insert into home_consents (id, home_id, account_id, purposes, scope, state, text_version, language, given_at, ends_at,
            state_digest, state_until, authorisation)
          select gen_random_uuid(), '{home}', account_id, array['game'], array['daily', 'curve'], 'active', '1', 'fr', now(),
            now() + interval '900 days', sha256('{home}'), now(), number from number;
          insert into curve_days (home_id, direction, quality, day, step, watts)
          select '{home}', 'drawn', 'certified', day::date, 30, array(select case when day::date < '{start}' then 800
            else {700 - 10 * number} end + half % 7 * 20 + extract(day from day)::integer % 5 * 30 from generate_series(1, 48) half)
          from generate_series(date '{start}' - 60, now() - interval '1 day', interval '1 day') day;""")

    def test_a_player_sees_how_they_do_and_why(self):
        page = self.page
        self.join(page, "voisin1@example.org")
        page.goto("/energie")
        page.get_by_role("link", name=re.compile("Communauté")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Communauté")
        expect(page.get_by_role("img", name=re.compile("Mon score"))).to_be_visible()
        expect(page.get_by_role("heading", name="À faire maintenant")).to_be_visible()
        page.locator(".challenges summary", has_text="Économies").click()
        expect(page.locator(".challenges").get_by_text("Vous avez consommé")).to_be_visible()
        expect(page.get_by_role("heading", name="Idées")).to_be_visible()
        page.get_by_role("button", name="Suivante").click()
        self.look_for_barriers()

    def test_a_step_that_is_declared_counts_at_once(self):
        page = self.page
        self.join(page, f"voisin{3 if self.size[0] < 600 else 5}@example.org")
        page.goto("/communaute")
        page.get_by_role("button", name="Déclarer un geste").click()
        page.locator("label.step", has_text="thermostat").click()
        page.get_by_text("J’ai une photo").click()
        self.look_for_barriers()
        self.shot("communaute-geste")
        page.get_by_role("dialog").get_by_role("button", name="Déclarer un geste").click()
        expect(page.locator(".point-rows").get_by_text("+50")).to_be_visible()

    def test_a_shedding_says_what_it_would_bring_and_is_announced(self):
        page = self.page
        self.join(page, f"voisin{6 if self.size[0] < 600 else 7}@example.org")
        page.goto("/communaute")
        page.get_by_label("Jour", exact=True).fill(str(self.day(1)))
        page.get_by_label("De", exact=True).fill("17:30")
        expect(page.get_by_text("Jusqu’à 130 points")).to_be_visible()
        page.get_by_role("button", name="Annoncer", exact=True).click()
        expect(page.get_by_text(re.compile("2.000 W · annoncé"))).to_be_visible()

    def test_a_team_stands_on_the_podium(self):
        page = self.page
        self.join(page, "voisin0@example.org")
        page.goto("/communaute")
        page.locator(".team-door").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Rue des Lilas")
        expect(page.get_by_role("heading", name="Les trois meilleures équipes")).to_be_visible()
        expect(page.locator(".podium li")).to_have_count(3)
        expect(page.get_by_text("L’énergie de l’équipe se montre à partir de dix foyers")).to_be_visible()
        expect(page.locator(".invite code")).to_have_text(re.compile("^[A-Z2-9]{4}-[A-Z2-9]{4}$"))
        self.look_for_barriers()
        self.shot("equipe")

    def test_a_photo_shows_what_was_done(self):
        page = self.page
        self.join(page, f"voisin{9 if self.size[0] < 600 else 10}@example.org")
        page.goto("/communaute")
        steps = page.get_by_role("region", name="Mes gestes").get_by_role("listitem")
        expect(steps.first).to_contain_text("la preuve est attendue")
        steps.first.get_by_label(re.compile("Ajouter une photo")).set_input_files(str(ROOT / "Public/icons/apple-touch-180.png"))
        expect(steps.first).to_contain_text("compte avec sa photo")
        expect(steps.first.get_by_role("link", name="Photo")).to_be_visible()
        self.look_for_barriers()
        self.shot("communaute-photo")

    def test_a_team_mate_confirms_what_they_have_seen(self):
        page = self.page
        self.join(page, f"voisin{2 if self.size[0] < 600 else 3}@example.org")
        page.goto("/communaute")
        page.locator(".team-door").click()
        steps = page.get_by_role("region", name="Les gestes de l’équipe").get_by_role("listitem")
        step = steps.filter(has=page.get_by_role("button", name=re.compile("^Je l’ai vu"))).first
        expect(step).to_be_visible()
        self.look_for_barriers()
        self.shot("equipe-gestes")
        count = steps.get_by_role("button", name=re.compile("^Je l’ai vu")).count()
        step.get_by_role("button", name=re.compile("^Je l’ai vu")).click()
        expect(page.get_by_text("Vous l’avez confirmé.")).to_be_visible()
        expect(steps.get_by_role("button", name=re.compile("^Je l’ai vu"))).to_have_count(count - 1)
        steps.get_by_role("button", name=re.compile("^Retirer ma réponse")).first.click()
        expect(page.get_by_text("Vous l’avez confirmé.")).to_have_count(0)

    def test_whoever_does_not_play_is_told_how_to(self):
        self.join(self.page, "nouveau@example.org")
        self.page.goto("/communaute")
        expect(self.page.get_by_role("link", name="Préparer ma maison")).to_be_visible()
        self.look_for_barriers()


class CommunityAtADesk(Community):
    size = (1280, 900)
    colors = "dark"
    test_a_shedding_says_what_it_would_bring_and_is_announced = None

    def test_the_organiser_sees_figures_and_takes_points_away_with_a_reason(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/communaute")
        expect(page.get_by_role("heading", level=1)).to_have_text("Communauté")
        expect(page.get_by_text(re.compile("entre .* et "))).to_be_visible()
        self.look_for_barriers()
        self.shot("communaute-desk")
        page.get_by_role("button", name=re.compile("^Retirer")).first.click()
        page.get_by_label("Pourquoi ?").fill("La photo montre un autre appareil.")
        page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
        expect(page.get_by_text("Retiré : La photo montre un autre appareil.")).to_be_visible()
        page.get_by_label("Jours pour compter").fill("15")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_text("Seuils d’avant (3)")).to_be_visible()
