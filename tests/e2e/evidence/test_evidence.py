"""What an agent can do to have its change look tested, and what honest work gets. The checks run in real containers; what
was left on the engine is judged by its own API, trees by system git."""

import hashlib
import json
import os
import signal
import unittest

from engine_api import EngineApi
from fake_agent import ScriptedAgentTest
from pilothouse_test import everything_below, git, tree_hashes, wait_for

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

    def tree(self, commit, session=1):
        return git(os.path.join(self.data, "sessions", str(session), "objects.git"), "rev-parse", commit + "^{tree}").decode().strip()

    def latest(self, session=1):
        return self.show(session)["snapshots"][-1]["commit"]

    def of_checks(self, api, names):
        with open(os.path.join(self.data, "id")) as file:
            owner = file.read().strip()
        return [name for name in names if owner in name and "-check-" in name]

    def running(self, api):
        """The containers of checks that run now."""
        return self.of_checks(api, [one["Names"][0] for one in json.loads(api.call("GET", "/containers/json")[1])])

    def assert_nothing_left(self):
        """No container and no volume of a check."""
        api = EngineApi(self.engine().path)
        names = [name for one in json.loads(api.call("GET", "/containers/json?all=1")[1]) for name in one["Names"]]
        names += [volume["Name"] for volume in json.loads(api.call("GET", "/volumes")[1])["Volumes"] or []]
        self.assertEqual(self.of_checks(api, names), [])
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
        self.assertIn("1 file changed since", mark["sentence"])
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
            self.assertIn("touch 1 file that decides", run["mark"]["sentence"])
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
        api = EngineApi(self.engine().path)
        process = self.start("check", "1", "slow", "--command", "echo began; sleep 3600")
        try:
            wait_for(lambda: self.running(api), what="the check's container")
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        self.assertTrue(self.running(api), "it goes on without Pilothouse")
        self.assertIn("1 container and 2 volumes", self.run_command("doctor", check=False)[1])
        self.assertEqual(self.mark("slow")["mark"], "undecided")
        self.assertEqual(self.json("checks", "1")[0]["runs"][0]["outcome"], "interrupted")
        self.assert_nothing_left()
        self.assertTrue(self.check("test")["mark"]["green"])

    def test_a_run_is_cancelled_and_limited(self):
        self.agent(MEND)
        api = EngineApi(self.engine().path)
        process = self.start("check", "1", "slow", "--command", "echo began; sleep 3600")
        try:
            wait_for(lambda: self.running(api), what="the check's container")
        except AssertionError:
            process.kill()
            raise AssertionError(process.communicate())
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

    def test_a_repository_may_require_its_checks(self):
        checks = json.loads(FILES[".pilothouse/checks.json"])
        checks["checks"][0]["requiredToAccept"] = True
        with open(os.path.join(self.repository, ".pilothouse/checks.json"), "w") as file:
            json.dump(checks, file)
        git(self.repository, "commit", "-q", "-a", "-m", "Require the test")
        self.agent(MEND, "printf 'notes\\n' > notes.txt")
        refused = self.run_command("accept", "1", "--json", check=False)
        self.assertEqual(refused[0], 1)
        self.assertIn("accept.checks_missing", refused[1] + refused[2])
        self.assertTrue(self.check("test")["mark"]["green"])
        with self.subTest("a part of it is another tree"):
            code, out, err = self.run_command("accept", "1", "--path", "notes.txt", "--json", check=False)
            self.assertEqual(code, 1, out + err)
            self.assertIn("accept.checks_missing", out + err)
        self.assertEqual(git(self.repository, "branch", "--list", "taken"), b"")
        with self.subTest("the person may say otherwise"):
            self.json("accept", "1", "--branch", "anyway", "--path", "notes.txt", "--without-checks")
        self.agent(MEND)
        self.assertEqual(self.run_command("accept", "2", "--branch", "taken", check=False)[0], 1)
        self.assertTrue(self.check("test", session=2)["mark"]["green"])
        accepted = self.json("accept", "2", "--branch", "taken")[0]
        self.assertEqual(git(self.repository, "show", "taken:src/answer"), b"echo 42\n")
        self.assertEqual(accepted["tree"], self.tree(self.latest(2), 2))
        self.run_command("prompt", "2", "/play shell\nprintf 'later\\n' > later.txt")
        self.assertEqual(self.run_command("accept", "2", "--branch", "late", check=False)[0], 1)

    def test_a_snapshot_is_tried_outside_the_checkout(self):
        self.agent(MEND, "ln -s /etc/passwd out", "mkdir -p cache; printf x > cache/ignored")
        before = everything_below(self.repository)
        tried = self.json("try", "1")[0]
        self.assertEqual(tried["leftOut"], ["out"])
        self.assertEqual(os.path.basename(tried["path"]), "repository")
        files = {os.path.relpath(os.path.join(folder, name), tried["path"])
                 for folder, _, names in os.walk(tried["path"]) for name in names if "/.git" not in folder + "/"}
        objects = os.path.join(self.data, "sessions", "1", "objects.git")
        for name, digest in tree_hashes(objects, self.latest()).items():
            with open(os.path.join(tried["path"], name), "rb") as file:
                self.assertEqual(hashlib.sha256(file.read()).hexdigest(), digest, name)
        self.assertNotIn("cache/ignored", files)
        self.assertEqual(git(tried["path"], "status", "--porcelain"), b" M src/answer\n")
        followed = self.json("try", "1", "--follow")[0]
        self.assertNotEqual(followed["path"], tried["path"])
        with open(os.path.join(followed["path"], "README.md"), "w") as file:
            file.write("mine\n")

        def content(folder, name):
            with open(os.path.join(folder, name)) as file:
                return file.read()

        # While the agent still works, whoever takes its snapshots home brings them there.
        turn = self.start("prompt", "1", "/play shell\nprintf 'echo 43\\n' > src/answer; printf 'theirs\\n' > README.md; "
                          "printf 'new\\n' > new.txt\nsleep 8")
        try:
            wait_for(lambda: os.path.exists(os.path.join(followed["path"], "new.txt")), what="the agent's new file")
        finally:
            turn.communicate(timeout=240)
        now = self.json("try", "1", "--follow")[0]
        self.assertEqual((now["path"], now["snapshot"]), (followed["path"], self.latest()))
        self.assertEqual(now["conflicts"], ["README.md"])
        self.assertEqual(content(now["path"], "README.md"), "mine\n")
        self.assertEqual(content(now["path"], "src/answer"), "echo 43\n")
        self.assertEqual(content(now["path"], "new.txt"), "new\n")
        self.assertEqual(content(tried["path"], "src/answer"), "echo 42\n", "the other one stays")
        self.assertEqual(everything_below(self.repository), before)
        self.run_command("remove", "1", "--force")
        self.run_command("doctor", env={"PILOTHOUSE_TRASH_DAYS": "0"})
        self.assertFalse(os.path.exists(tried["path"]))

    def test_attempts_are_compared_and_composed(self):
        task = "/play shell\n" + MEND + "; date +%s.%N > mine.txt"
        out = self.json("attempts", task, "--agents", "scripted", "--models", "practice/practice-1,practice/practice-2",
                        "--repo", self.repository, "--approve", "always")
        table = out[-1]
        group = table["group"]
        self.assertEqual([one["model"] for one in table["attempts"]], ["practice/practice-1", "practice/practice-2"])
        self.assertEqual({one["base"] for one in table["attempts"]}, {git(self.repository, "rev-parse", "HEAD").decode().strip()})
        for one in table["attempts"]:
            self.assertEqual((one["files"], one["added"], one["removed"], one["state"]), (2, 2, 1, "idle"))
            self.assertGreater(one["workedMs"], 0)
            self.assertEqual([mark["mark"] for mark in one["marks"]], ["none", "none"])
        self.check("test", session=2)
        table = self.json("attempts", group)[0]
        self.assertEqual([one["marks"][0]["green"] for one in table["attempts"]], [False, True])
        self.run_command("prompt", "2", "/play shell\nprintf 'of two\\n' > two.txt")
        composed = self.json("compose", "--take", "1:src/answer", "--take", "2:two.txt")[0]
        objects = os.path.join(self.data, "sessions", str(composed["id"]), "objects.git")
        names = git(objects, "ls-tree", "-r", "--name-only", composed["tree"]).decode().split()
        self.assertEqual(sorted(names), sorted([*FILES, "two.txt"]))
        self.assertEqual(git(objects, "show", composed["tree"] + ":src/answer"), b"echo 42\n")
        run = self.check("test", "--snapshot", composed["tree"], session=composed["id"])
        self.assertEqual((run["outcome"], run["tree"], run["mark"]["green"]), ("passed", composed["tree"], True))
        code, out, err = self.run_command("compose", "--take", "1", "--take", "2", "--json", check=False)
        self.assertEqual(code, 1, out + err)
        self.assertIn("mine.txt", out + err)
        self.assertEqual(self.run_command("attempts", "nonsense", check=False)[0], 1)
        self.assertEqual({c["with"]: c["files"] for c in self.json("attempts", group)[0]["attempts"][0]["clashes"]}, {2: 1})
        made = self.json("compose", "--take", "1:src/answer", "--take", "2:two.txt", "--accept", "--branch", "best",
                         "--message", "The best of both")[0]
        self.assertEqual((made["tree"], made["branch"]), (composed["tree"], "best"))
        self.assertEqual(git(self.repository, "rev-parse", "best^{tree}").decode().strip(), composed["tree"])
        self.assertIn(b"Co-authored-by: scripted <", git(self.repository, "log", "-1", "--format=%B", "best"))
        for session in ("1", "2"):
            events = [item.get("event", item) for item in self.json("log", session)]
            accepted = [e for e in events if e.get("kind") == "accepted"]
            self.assertEqual([e["payload"]["commit"] for e in accepted], [made["commit"]])


if __name__ == "__main__":
    unittest.main(verbosity=2)
