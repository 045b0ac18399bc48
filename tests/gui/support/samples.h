#pragma once

#include "runner/agent/transcript.h"
#include "runner/session/session_state.h"
#include "runner/store/session_row.h"
#include "runner/terminal/terminal_frame.h"

/// Made-up values in the shapes of real ones, for pictures and widget tests.
namespace pilothouse::samples {

/// A point in time that all samples share, so that pictures do not change from day to day.
inline constexpr qint64 Now = 1'790'000'000'000;

[[nodiscard]] Transcript makeTranscript(std::vector<TranscriptBody> bodies);

[[nodiscard]] std::vector<TranscriptBody> workingTurn(); ///< Prompt, thoughts, plan, reads, a failed test, an edit.
[[nodiscard]] std::vector<TranscriptBody>
finishedTurn(); ///< The same to its end, with a summary and an accepted commit.
[[nodiscard]] std::vector<TranscriptBody> troubledTurn(); ///< Notices, a denial, garbage, an exit, a failed turn.
[[nodiscard]] std::vector<TranscriptBody> markdownTurn(); ///< Every kind of Markdown block.
[[nodiscard]] Approval commandApproval();
[[nodiscard]] Approval editApproval();
[[nodiscard]] ToolCallItem editCall();

[[nodiscard]] std::vector<SessionRow> sessionRows(); ///< In every state, of three repositories.
[[nodiscard]] SessionState sessionState(SessionId id, SessionPhase phase, std::vector<TranscriptBody> items);
[[nodiscard]] std::shared_ptr<const TerminalFrame> terminalFrame(TerminalSize size);

} // namespace pilothouse::samples
