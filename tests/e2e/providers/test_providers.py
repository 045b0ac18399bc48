"""The real agent against an endpoint of its own, with a key that is on the host alone."""

import json
import os
import unittest

from endpoint_test import KEY, EndpointTest, encodings, pipe_with


class Providers(EndpointTest):

    def test_anthropic_messages(self):
        self.store_key()
        self.run_with("anthropic-messages")
        ledger = self.assert_counts_agree()
        self.assertEqual({one["protocol"] for one in ledger}, {"anthropic-messages"})
        self.assertTrue([one for one in ledger if one["cached"] and one["cacheWrite"]])
        self.assert_key_is_nowhere()
        self.task_is_done()

    def test_without_its_key_nothing_is_answered(self):
        self.store_key("sk-ant-api03-another-key")
        self.run_with("anthropic-messages", check=False)
        self.assertEqual(self.endpoint.ledger()["requests"], [])
        notices = [event["payload"]["code"] for event in self.events(1) if event["kind"] == "notice"]
        self.assertIn("model.key_refused", notices)

    def test_keys_are_listed_and_removed_and_a_wrong_passphrase_opens_nothing(self):
        self.store_key()
        listed = [json.loads(line) for line in self.with_passphrase("key", "list", "--json")[1].splitlines()]
        self.assertEqual(listed, [{"origin": self.endpoint.url}])
        path = os.path.join(self.data, "keys.json")
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, "rb") as file:
            content = file.read()
        for form in encodings(KEY):
            self.assertNotIn(form, content)
        wrong = pipe_with("wrong")
        code, _, error = self.run_command("key", "list", "--passphrase-fd", str(wrong), pass_fds=(wrong,), check=False)
        os.close(wrong)
        self.assertEqual(code, 1)
        self.assertIn("passphrase", error)
        self.with_passphrase("key", "remove", self.endpoint.url)
        self.assertEqual(self.with_passphrase("key", "list")[1], "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
