"""Rules about the network from the command line, in one process after the other: what was added is there until it is
removed, what nobody may allow is refused with a reason, and every change is on record."""

import json
import os
import subprocess
import time
import unittest

from pilothouse_test import PilothouseTest, git

ERROR, USAGE = 1, 2


class Rules(PilothouseTest):

    def rules(self):
        return self.json("rules")[0]["rules"]

    def add(self, *arguments):
        return self.json("rules", "add", *arguments)[0]["rule"]

    def test_rules_stay_until_they_are_removed(self):
        self.assertEqual(self.rules(), [])
        self.assertIn("There are no rules", self.run_command("rules", "list")[1])
        first = self.add("Example.COM.")
        self.assertEqual((first["id"], first["host"], first["verdict"], first["protocol"], first["scope"]),
                         ("r1", "example.com", "allow", "tunnel", "always"))
        self.assertEqual(self.add("*.example.org:8443", "--deny")["port"], 8443)
        self.assertEqual(self.add("example.net", "--http", "--path", "/a/../%70ub")["path"], "/pub")
        self.assertEqual(self.add("[2606:4700::1111]:443")["host"], "2606:4700::1111")
        self.assertEqual(self.add("db.corp:5432", "--forward", "--private")["private"], True)
        self.assertEqual([rule["id"] for rule in self.rules()], ["r1", "r2", "r3", "r4", "r5"])
        self.run_command("rules", "remove", "r1")
        self.assertEqual([rule["id"] for rule in self.rules()], ["r2", "r3", "r4", "r5"])
        self.assertEqual(self.run_command("rules", "remove", "r1", check=False)[0], ERROR)
        self.assertIn("deny  *.example.org:8443", self.run_command("rules")[1])

    def test_a_rule_can_end_and_can_be_for_one_repository(self):
        until = self.add("example.com", "--hours", "2")["until"] / 1000
        self.assertAlmostEqual(until, time.time() + 7200, delta=600)
        repository = os.path.join(self.folder, "repository")
        subprocess.run(["git", "init", "-q", repository], check=True)
        with open(os.path.join(repository, "file"), "w") as file:
            file.write("text\n")
        git(repository, "add", "file")
        git(repository, "commit", "-qm", "Begin")
        rule = self.add("example.org", "--repo", repository)
        self.assertEqual(rule["scope"], "repository")
        again = self.add("example.net", "--repo", repository)
        self.assertEqual(again["repository"], rule["repository"])

    def test_what_nobody_may_allow_is_refused(self):
        for host, options in (("*", ()), ("*.com", ()), ("localhost", ()), ("169.254.169.254:80", ("--http",)),
                              ("0177.0.0.1", ()), ("2130706433", ()), ("10.0.0.1", ()), ("10.0.0.1", ("--private",)),
                              ("*.corp.example:443", ("--private",)), ("example.com:0", ()), ("example.com", ("--path", "/a")),
                              ("example.com", ("--http", "--path", "/../a")), ("user@example.com", ())):
            code, out, err = self.run_command("rules", "add", host, *options, "--json", check=False)
            self.assertEqual(code, ERROR, f"{host} {options}: {out}")
            self.assertTrue(json.loads((out or err).splitlines()[-1])["error"]["message"])
        self.assertEqual(self.rules(), [])

    def test_wrong_words_are_said(self):
        for words in (("eat",), ("add",), ("add", "a.example", "b.example"), ("remove",), ("presets", "npm"),
                      ("presets", "npm", "maybe"), ("add", "a.example:http"), ("add", "a.example", "--hours", "0")):
            code, _, err = self.run_command("rules", *words, check=False)
            self.assertEqual(code, USAGE, words)
            self.assertTrue(err.strip())

    def test_presets_are_switched_and_everything_is_on_record(self):
        presets = {preset["id"]: preset for preset in self.json("rules", "presets")[0]["presets"]}
        self.assertLessEqual({"npm", "pypi", "crates", "go", "maven", "apt"}, set(presets))
        self.assertFalse(any(preset["on"] for preset in presets.values()))
        self.run_command("rules", "presets", "npm", "on")
        self.assertIn("registry.npmjs.org", [rule["host"] for rule in self.rules()])
        self.run_command("rules", "presets", "npm", "off")
        self.assertEqual(self.rules(), [])
        self.assertEqual(self.run_command("rules", "presets", "nothing", "on", check=False)[0], ERROR)
        self.add("example.com")
        self.run_command("rules", "remove", "r1")
        changes = self.json("rules", "history")[0]["changes"]
        self.assertEqual([change["what"] for change in changes], ["switched_on", "switched_off", "added", "removed"])
        self.assertTrue(all(change["by"] and change["at"] > 0 for change in changes))

    def test_a_damaged_file_is_said_and_nothing_is_guessed(self):
        self.add("example.com")
        path = os.path.join(self.data, "egress-rules.jsonl")
        with open(path) as file:
            text = file.read()
        self.assertEqual(os.stat(path).st_mode & 0o077, 0)
        with open(path, "w") as file:
            file.write(text.replace('"do":"add"', '"do":"eat"'))
        code, _, err = self.run_command("rules", check=False)
        self.assertEqual(code, ERROR)
        self.assertIn("egress-rules.jsonl", err)
        with open(path, "w") as file:  # as a crash leaves it
            file.write(text + '{"at":1,"by"')
        self.assertEqual(len(self.rules()), 1)


if __name__ == "__main__":
    unittest.main()
