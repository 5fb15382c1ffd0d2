"""The files in Operations/kubernetes against Kubernetes' own schemas, and against what the program knows."""
import copy, pathlib, re, sys, unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".fetched/kubernetes"))
import kubernetes_validate, yaml  # noqa: E402

FOLDER = ROOT / "Operations/kubernetes"
# The oldest that the files are meant for, and the newest that the schemas know.
VERSIONS = ("1.30", "1.37")


def documents(name):
    return [document for document in yaml.safe_load_all((FOLDER / name).read_text()) if document]


class Manifests(unittest.TestCase):
    def setUp(self):
        self.kustomization = documents("kustomization.yaml")[0]

    def test_every_manifest_is_what_its_schema_says(self):
        names = self.kustomization["resources"]
        files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
        self.assertEqual(files, set(names), "a file that no resource names is never applied")
        kinds = []
        for name in names:
            for document in documents(name):
                kinds.append(document["kind"])
                for version in VERSIONS:
                    with self.subTest(file=name, version=version):
                        kubernetes_validate.validate(document, version, strict=True)
        self.assertLessEqual({"ConfigMap", "Deployment", "Job", "Service"}, set(kinds))

    def test_the_schemas_see_a_word_that_is_misspelt(self):
        deployment = documents("deployment.yaml")[0]
        for spoil in (lambda it: it["spec"].update(replicaz=2), lambda it: it["spec"].update(replicas="two"),
                      lambda it: it["spec"]["template"]["spec"]["containers"][0].pop("name")):
            bad = copy.deepcopy(deployment)
            spoil(bad)
            with self.assertRaises(kubernetes_validate.ValidationError):
                kubernetes_validate.validate(bad, VERSIONS[-1], strict=True)

    def test_two_servers_that_the_service_finds_and_one_migration(self):
        deployment, service, job = (documents(f"{name}.yaml")[0] for name in ("deployment", "service", "migration"))
        self.assertEqual(deployment["spec"]["replicas"], 2)
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        self.assertEqual(deployment["spec"]["selector"]["matchLabels"], {name: labels[name] for name in ("app", "part")})
        self.assertLessEqual(service["spec"]["selector"].items(), labels.items())
        ports = {port["name"] for port in deployment["spec"]["template"]["spec"]["containers"][0]["ports"]}
        self.assertIn(service["spec"]["ports"][0]["targetPort"], ports)
        self.assertEqual(job["spec"]["template"]["spec"]["containers"][0]["args"], ["migrate"])

    def test_every_setting_is_one_that_the_program_reads(self):
        known = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", (ROOT / "README.md").read_text())) | {"XDG_CACHE_HOME"}
        told = set(documents("settings.yaml")[0]["data"])
        told |= set(re.findall(r"^#?\s*([A-Z][A-Z0-9_]+)=", (FOLDER / "settings.env.example").read_text(), re.M))
        self.assertLessEqual(told, known)
        self.assertIn("GRID_URL", told)


if __name__ == "__main__":
    unittest.main()
