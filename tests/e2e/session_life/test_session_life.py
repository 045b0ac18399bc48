"""How a session ends, comes back, and goes for good; its sandbox judged at the engine, its files by system git."""

import os
import unittest

from engine_api import EngineApi
from pilothouse_test import PilothouseTest, git, tree_hashes

PROMPT = "The tests of this repository fail. Find out why and mend it."


class SessionLife(PilothouseTest):

    def api(self):
        return EngineApi(self.engine().path)

    def prompt(self, text="Do the tests pass now?"):
        return self.run_command("prompt", "1", text, "--approve", "always")

    def assert_disk_is_the_snapshot(self):
        """Of the sandbox that the session has now, by the engine and system git."""
        session = self.show(1)
        objects = os.path.join(self.data, "sessions", "1", "objects.git")
        disk = {path: value for path, value in self.disk(1).items() if not path.startswith(".git/")}
        self.assertEqual(disk, tree_hashes(objects, session["snapshots"][-1]["commit"]))
        return session

    def test_an_ended_session_keeps_its_files_and_goes_on(self):
        self.run_command("run", "--approve", "always", PROMPT)
        before = self.show(1)
        api = self.api()
        self.run_command("end", "1")
        ended = self.show(1)
        self.assertEqual(ended["state"], "completed")
        self.assertEqual(ended["sandbox"]["container"], "")
        self.assertFalse(api.has_container(before["sandbox"]["container"]))
        for volume in before["sandbox"]["volumes"]:
            self.assertTrue(api.has_volume(volume))
        self.run_command("end", "1")  # again: nothing to do, and no error

        self.prompt()
        session = self.assert_disk_is_the_snapshot()
        self.assertEqual(session["state"], "idle")
        self.assertEqual(session["turn"], 2)
        self.assertEqual(session["snapshots"], before["snapshots"], "nothing changed, so nothing was taken")
        self.assert_gap_free(1)

    def test_ending_while_the_agent_asks_cancels_the_turn(self):
        code, out, err = self.run_command("run", PROMPT, check=False)
        self.assertEqual(code, 3, out + err)
        container = self.show(1)["sandbox"]["container"]
        self.run_command("end", "1")
        session = self.show(1)
        self.assertEqual((session["state"], session["stopReason"], session["approvals"]), ("completed", "cancelled", []))
        self.assertFalse(self.api().has_container(container))
        self.assert_gap_free(1)

    def test_a_sandbox_that_is_gone_is_filled_from_the_last_snapshot(self):
        self.run_command("run", "--approve", "always", PROMPT)
        before = self.show(1)
        api = self.api()
        with self.subTest("behind our back"):
            api.remove_container(before["sandbox"]["container"])
            for volume in before["sandbox"]["volumes"]:
                api.remove_volume(volume)
            self.prompt()
            session = self.assert_disk_is_the_snapshot()
            self.assertEqual((session["state"], session["turn"]), ("idle", 2))
            self.assertEqual(session["snapshots"], before["snapshots"])
            notices = [event["payload"]["code"] for event in self.events(1) if event["kind"] == "notice"]
            self.assertIn("sandbox.refilled", notices)
        with self.subTest("after remove and restore"):
            image = session["sandbox"]["image"]
            others = set(api.containers_from(image)) - {session["sandbox"]["container"]}
            self.run_command("remove", "1", "--force")
            self.assertEqual(self.sessions(), [])
            for volume in session["sandbox"]["volumes"]:
                self.assertFalse(api.has_volume(volume))
            self.assertEqual(api.has_image(image), bool(others), "the last session that used it takes the image along")
            trashed = self.json("list", "--trash")
            self.assertEqual([one["id"] for one in trashed], [1])
            self.assertEqual(trashed[0]["deletedAt"] - trashed[0]["removedAt"], 30 * 24 * 3600 * 1000)
            self.run_command("restore", "1")
            self.assertEqual(self.json("list", "--trash"), [])
            self.prompt()
            session = self.assert_disk_is_the_snapshot()
            self.assertEqual((session["state"], session["turn"]), ("idle", 3))
            self.assert_gap_free(1)
        with self.subTest("what was brought back can be accepted"):
            commit = self.json("accept", "1", "--branch", "mended")[0]["commit"]
            checkout = os.path.join(self.folder, "checkout")
            git(session["repository"], "worktree", "add", checkout, commit)
            self.assertEqual(os.system(f"cd '{checkout}' && sh tests/run.sh >/dev/null 2>&1"), 0)

    def test_the_trash_empties_itself(self):
        self.run_command("run", "--approve", "never", PROMPT, check=False)
        folder = os.path.join(self.data, "sessions", "1")
        repositories = os.path.join(self.data, "repositories")
        self.run_command("remove", "1", "--force")
        self.assertEqual(len(self.json("list", "--trash")), 1)
        self.assertTrue(os.path.isdir(folder), "it can still be restored")
        self.assertTrue(os.path.isdir(os.path.join(repositories, "1.git")))
        # Where nothing is kept the next start deletes it; the window does so daily.
        self.run_command("doctor", env={"PILOTHOUSE_TRASH_DAYS": "0"})
        self.assertEqual(self.json("list", "--trash"), [])
        self.assertFalse(os.path.exists(folder))
        self.assertEqual(os.listdir(repositories), [])
        code, out, err = self.run_command("restore", "1", check=False)
        self.assertEqual(code, 1, out + err)
        self.assertIn("deleted for good", err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
