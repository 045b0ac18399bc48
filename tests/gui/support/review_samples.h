#pragma once

#include "tests/gui/support/fake_review.h"

/// A made change of a few files, and one of many.
namespace pilothouse::samples {

/// Base, two snapshots of tool calls, and what the agent left: 6 files changed, one of them steers agents.
[[nodiscard]] std::vector<FakeReview::Files> ledgerTrees();
/// Gives the runner these trees and a timeline.
void addLedger(FakeRunner &runner);
/// A base and a change of `files` files in several folders with two hunks each.
void addLarge(FakeRunner &runner, int files);

} // namespace pilothouse::samples
