"""An agent that never answers its first message is ended after two minutes."""

import unittest

from test_agents import AgentsThatDoNotStart


class SilentAgent(AgentsThatDoNotStart):

    def test_it_is_ended_in_time(self):
        self.assert_fails("silent", "The agent ended before it was ready. Its last words are in the transcript.",
                          patience=200)
        notices = [event["payload"]["message"] for event in self.events(1) if event["kind"] == "notice"]
        self.assertIn("The agent did not answer in time and was ended.", notices)


if __name__ == "__main__":
    unittest.main(defaultTest="SilentAgent.test_it_is_ended_in_time", verbosity=2)
