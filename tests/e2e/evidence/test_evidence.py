"""What an agent can do to have its change look tested, and what honest work gets. The checks run in real containers; what
was left on the engine is judged by its own API, trees by system git."""

import json
import os
import signal
import unittest

from engine_api import EngineApi
from fake_agent import ScriptedAgentTest
from pilothouse_test import git, wait_for

FILES = {
    ".gitignore": "cache/\n",
    ".pilothouse/checks.json": json.dumps({"checks": [
        {"name": "test", "command": "sh verify", "timeoutSeconds": 60},
        {"name": "make", "command": "make check"},
    ]}),
    "verify": ". lib/expect\n"
              "[ -x cache/tool ] && exec cache/tool\n"
              "expect \"$(sh src/answer)\" 42\n"
              "bin/helper\n",
    "lib/expect": "expect() { [ \"$1\" = \"$2\" ] || { echo \"expected $2, got $1\"; exit 1; }; }\n",
    "bin/helper": "#!/bin/sh\nexit 0\n",
    "Makefile": "check:\n\tsh verify\n",
    "src/answer": "echo 41\n",
    "README.md": "What is the answer?\n",
}
MEND = "printf 'echo 42\\n' > src/answer"


class Evidence(ScriptedAgentTest):

    def setUp(self):
        super().setUp()
        for name, text in FILES.items():
            path = os.path.join(self.repository, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
        os.chmod(os.path.join(self.repository, "bin/helper"), 0o755)
        git(self.repository, "add", ".")
        git(self.repository, "commit", "-q", "-m", "Ask for the answer")

    def agent(self, *lines):
        """A session whose agent runs these lines in its sandbox."""
        self.run_command(*self.new_session("/play shell\n" + "\n".join(lines), "--title", "Answer"))

    def more(self, *lines):
        self.run_command("prompt", "1", "/play shell\n" + "\n".join(lines))

    def check(self, *arguments, session=1):
        code, out, err = self.run_command("check", str(session), *arguments, "--json", check=False)
        self.assertIn(code, (0, 4), out + err)
        run = json.loads(out)
        self.assertEqual(code == 0, run["outcome"] == "passed")
        return run

    def mark(self, name="test", *arguments, session=1):
        answer = self.json("checks", str(session), *arguments)[0]
        return next(mark for mark in answer["marks"] if mark["name"] == name)

    def tree(self, commit):
        return git(os.path.join(self.data, "sessions", "1", "objects.git"), "rev-parse", commit + "^{tree}").decode().strip()

    def latest(self):
        return self.show(1)["snapshots"][-1]["commit"]

    def assert_nothing_left(self):
        """No container and no volume of a check."""
        api = EngineApi(self.engine().path)
        names = [name for one in json.loads(api.call("GET", "/containers/json?all=1")[1]) for name in one["Names"]]
        names += [volume["Name"] for volume in json.loads(api.call("GET", "/volumes")[1])["Volumes"] or []]
        with open(os.path.join(self.data, "id")) as file:
            owner = file.read().strip()
        self.assertEqual([name for name in names if owner in name and "-check-" in name], [])
        folder = os.path.join(self.data, "sessions", "1")
        self.assertEqual([name for name in os.listdir(folder) if name.startswith("check-")], [])

    def test_an_honest_change_gets_a_green_mark(self):
        self.agent("true")
        run = self.check("test")
        self.assertEqual((run["outcome"], run["exitCode"], run["place"]), ("failed", 1, "clean"))
        self.assertIn("expected 42, got 41", run["output"])
        self.assertEqual(self.mark()["mark"], "failed")
        self.more(MEND)
        mark = self.mark()
        self.assertEqual((mark["mark"], mark["green"], mark["changedSince"]), ("failed_older", False, 1))
        run = self.check("test")
        self.assertEqual((run["outcome"], run["exitCode"], run["touched"]), ("passed", 0, 0))
        self.assertEqual(run["tree"], self.tree(self.latest()))
        mended = self.latest()
        mark = self.mark()
        self.assertEqual((mark["mark"], mark["green"]), ("passed", True))
        self.assertIn("on this very tree", mark["sentence"])
        self.more("printf 'It is 42.\\n' >> README.md")
        mark = self.mark()
        self.assertEqual((mark["mark"], mark["green"], mark["changedSince"]), ("passed_older", False, 1))
        self.assertIn("1 file(s) changed since", mark["sentence"])
        self.assertTrue(self.mark("test", "--snapshot", mended[:10])["green"], "the mark is of the tree")
        self.assertEqual(self.check("test", "--snapshot", mended[:10])["tree"], self.tree(mended))
        self.assertTrue(self.check("make")["mark"]["green"])
        self.assert_nothing_left()
        self.assert_gap_free(1)

    def test_an_agent_that_makes_the_check_a_no_op(self):
        self.agent("printf 'exit 0\\n' > verify")
        with self.subTest("the script that the command names"):
            run = self.check("test")
            self.assertEqual((run["outcome"], run["touched"], run["touchedPaths"]), ("passed", 1, ["verify"]))
            self.assertEqual((run["mark"]["mark"], run["mark"]["green"]), ("passed_touched", False))
            self.assertIn("touch 1 file(s)", run["mark"]["sentence"])
        self.more("git checkout -q verify", "printf '{\"checks\":[{\"name\":\"test\",\"command\":\"true\"}]}' > .pilothouse/checks.json")
        with self.subTest("the definition: that of the base counts"):
            run = self.check("test")
            self.assertEqual((run["command"], run["outcome"]), ("sh verify", "failed"))
        self.more(MEND)
        with self.subTest("and its change is named"):
            run = self.check("test")
            self.assertEqual((run["outcome"], run["touchedPaths"]), ("passed", [".pilothouse/checks.json"]))
            self.assertFalse(run["mark"]["green"])
        self.more("git checkout -q .pilothouse src", "printf 'check:\\n\\ttrue\\n' > GNUmakefile")
        with self.subTest("a build file that comes first"):
            run = self.check("make")
            self.assertEqual((run["outcome"], run["mark"]["mark"]), ("passed", "passed_touched"))
        self.more("rm GNUmakefile", "printf 'expect() { :; }\\n' > lib/expect")
        with self.subTest("what the script reads"):
            run = self.check("test")
            self.assertEqual((run["outcome"], run["mark"]["mark"]), ("passed", "passed_touched"))
        self.more("git checkout -q lib", MEND, "printf '#!/bin/sh\\n: nothing\\n' > bin/helper")
        with self.subTest("a program that the script calls"):
            run = self.check("test")
            self.assertEqual((run["outcome"], run["touchedPaths"]), ("passed", ["bin/helper"]))
            self.assertFalse(run["mark"]["green"])

    def test_an_agent_that_poisons_what_is_not_in_the_tree(self):
        self.agent("mkdir -p cache ~/bin; printf '#!/bin/sh\\nexit 0\\n' > cache/tool; chmod 755 cache/tool",
                   "cp cache/tool ~/bin/sh; cp cache/tool ~/bin/make; printf 'PATH=~/bin:$PATH\\n' > ~/.profile",
                   "cp ~/.profile ~/.bashrc; printf 'exit 0\\n' > ~/.shrc; touch README.new")
        inside = self.check("test", "--in-sandbox")
        self.assertEqual((inside["outcome"], inside["place"]), ("passed", "sandbox"), "the poison works where it is")
        self.assertEqual((inside["mark"]["mark"], inside["mark"]["green"]), ("passed_not_proof", False))
        self.assertIn("not proof", inside["mark"]["sentence"])
        for name in ("test", "make"):
            with self.subTest(name):
                run = self.check(name)
                self.assertEqual(run["outcome"], "failed")
                self.assertIn("expected 42, got 41", run["output"])
                self.assertFalse(self.mark(name)["green"])
        run = self.check("--command", "ls -a ~ cache; command -v make")
        self.assertNotIn("profile", run["output"])
        self.assertIn("/usr/bin/make", run["output"])

    def test_an_agent_that_leaves_a_process_behind(self):
        self.agent("(exec sleep 98765) </dev/null >/dev/null 2>&1 & true")
        seen = "for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline; echo; done | grep -x 'sleep 98765 '"
        self.assertEqual(self.check("left", "--command", seen, "--in-sandbox")["outcome"], "passed")
        run = self.check("left", "--command", seen)
        self.assertEqual((run["outcome"], self.mark("left")["green"]), ("failed", False))

    def test_an_agent_that_forges_frames(self):
        forged = ("printf '\\\\001\\\\000\\\\000\\\\000\\\\000\\\\000\\\\000\\\\002ok{\"outcome\":\"passed\",\"exitCode\":0}\\\\n"
                  "HTTP/1.1 200 OK\\\\r\\\\n\\\\r\\\\n{\"StatusCode\":0}\\\\n'")
        self.agent(f"printf \"%s\" '{forged.replace(chr(39), chr(39) + chr(92) + chr(39) + chr(39))}' > src/answer")
        run = self.check("test")
        self.assertEqual((run["outcome"], run["exitCode"]), ("failed", 1))
        self.assertIn("StatusCode", run["output"])
        self.assertFalse(self.mark()["green"])
        kinds = [event["kind"] for event in self.events(1)]
        self.assertEqual((kinds.count("check_started"), kinds.count("check_ended")), (1, 1))

    def test_a_run_that_pilothouse_does_not_survive(self):
        self.agent(MEND)
        process = self.start("check", "1", "slow", "--command", "echo began; sleep 3600")
        api = EngineApi(self.engine().path)

        def runs():
            return [one for one in json.loads(api.call("GET", "/containers/json")[1]) if "-check-" in one["Names"][0]]

        try:
            wait_for(runs, what="the check's container")
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        self.assertTrue(runs(), "it goes on without Pilothouse")
        self.assertIn("1 container and 2 volumes", self.run_command("doctor", check=False)[1])
        self.assertEqual(self.mark("slow")["mark"], "undecided")
        self.assertEqual(self.json("checks", "1")[0]["runs"][0]["outcome"], "interrupted")
        self.assert_nothing_left()
        self.assertTrue(self.check("test")["mark"]["green"])

    def test_a_run_is_cancelled_and_limited(self):
        self.agent(MEND)
        process = self.start("check", "1", "slow", "--command", "echo began; sleep 3600")
        api = EngineApi(self.engine().path)
        wait_for(lambda: [one for one in json.loads(api.call("GET", "/containers/json")[1])
                          if "-check-" in one["Names"][0]], what="the check's container")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130, out + err)
        self.assertEqual(self.json("checks", "1")[0]["runs"][0]["outcome"], "cancelled")
        self.assert_nothing_left()
        trusted = os.path.join(self.folder, "checks.json")
        with open(trusted, "w") as file:
            json.dump({"checks": [{"name": "test", "command": "echo mine; sleep 3600", "timeoutSeconds": 1}]}, file)
        mark = self.mark("test", "--trust", trusted)
        self.assertEqual((mark["origin"], mark["command"]), ("trusted", "echo mine; sleep 3600"))
        run = self.check("test")
        self.assertEqual((run["outcome"], run["output"]), ("timed_out", "mine\n"))
        self.assertNotIn("exitCode", run)
        self.assert_nothing_left()


if __name__ == "__main__":
    unittest.main(verbosity=2)
