"""The same task by the same agent in the other model protocols."""

import unittest

from endpoint_test import EndpointTest


class Protocols(EndpointTest):

    def test_chat_completions(self):
        self.store_key()
        self.run_with("openai-chat")
        ledger = self.assert_counts_agree()
        self.assertEqual({one["protocol"] for one in ledger}, {"openai-chat"})
        self.task_is_done()

    def test_responses(self):
        self.store_key()
        self.run_with("openai-responses")
        ledger = self.assert_counts_agree()
        self.assertEqual({one["protocol"] for one in ledger}, {"openai-responses"})
        self.task_is_done()

    def test_gemini(self):
        self.store_key()
        self.run_with("gemini", path="/v1beta")
        ledger = self.assert_counts_agree()
        self.assertEqual({one["protocol"] for one in ledger}, {"gemini"})
        self.task_is_done()


if __name__ == "__main__":
    unittest.main(verbosity=2)
