// Sessions, changes and terminals among the samples.
#include "runner/terminal/terminal_emulator.h"
#include "tests/gui/support/samples.h"

namespace pilothouse::samples {

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

SessionRow row(qint64 id, const char *title, const char *repository, const char *state)
{
    SessionRow row;
    row.id = SessionId(id);
    row.title = s(title);
    row.repositoryPath = s(repository);
    row.agent = s("opencode");
    row.model = s("practice/practice-1");
    row.state = s(state);
    row.createdMs = Now + id * 1000;
    row.workedMs = id * 37'000;
    return row;
}

} // namespace

std::vector<SessionRow> sessionRows()
{
    std::vector<SessionRow> rows;
    rows.push_back(row(1, "Mend the rounding in money.awk", "/home/mara/src/ledger", "waiting_approval"));
    rows.back().openApprovals = QStringList{s("1.5")};
    rows.back().addedLines = 2;
    rows.back().removedLines = 1;
    rows.back().changedFiles = 1;
    rows.push_back(row(2, "Port the importer to the new bank format and keep the old one working",
        "/home/mara/src/ledger", "running"));
    rows.back().addedLines = 318;
    rows.back().removedLines = 94;
    rows.back().costMicros = 412'000;
    rows.push_back(row(3, "Explain the build", "/home/mara/src/ledger", "idle"));
    rows.push_back(row(4, "Speed up the search", "/home/mara/src/atlas", "completed"));
    rows.back().addedLines = 41;
    rows.back().removedLines = 40;
    rows.back().costMicros = 1'250'000;
    rows.push_back(row(5, "Update the dependencies", "/home/mara/src/atlas", "failed"));
    rows.push_back(row(6, "Try a darker palette", "/home/mara/src/atlas", "cancelled"));
    rows.push_back(row(7, "Nightly review", "/home/mara/src/atlas", "queued"));
    rows.back().pinned = true;
    rows.push_back(row(8, "Write the first tests",
        "/home/mara/src/\xC3\xBC"
        "bung",
        "preparing"));
    return rows;
}

SessionState sessionState(SessionId id, SessionPhase phase, std::vector<TranscriptBody> items)
{
    SessionState state;
    state.id = id;
    state.phase = phase;
    state.createdMs = Now;
    state.info.title = s("Mend the rounding in money.awk");
    state.info.repository = s("/home/mara/src/ledger");
    state.info.repositoryName = s("ledger");
    state.info.baseRevision = s("HEAD");
    state.info.agent = s("opencode");
    state.info.model = {s("practice"), s("practice-1"), {}};
    state.headCommit = s("9f2c41d07be3a1c5d8e4f60718293a4b5c6d7e8f");
    state.transcript = makeTranscript(std::move(items));
    if (phase == SessionPhase::WaitingApproval)
        state.approvals = {commandApproval()};
    state.sandbox.engine = s("podman");
    state.sandbox.ready = phase != SessionPhase::Queued && phase != SessionPhase::Preparing;
    state.sandbox.grade.checks = {{s("network"), GradeState::Enforced, s("No network")},
        {s("capabilities"), GradeState::Enforced, s("All capabilities dropped")},
        {s("seccomp"), GradeState::Enforced, s("The engine's seccomp profile")},
        {s("disk"), GradeState::Watched, s("At most 4 GB on disk")}};
    state.usage = {18'400, 2'100, 12'000, 0, 7};
    state.conversation.commands = {{s("init"), s("Write down how this repository works"), {}},
        {s("review"), s("Review the uncommitted changes"), s("what to look at")}};
    if (state.sandbox.ready)
        state.snapshots.push_back(
            {1, Now, 1, ObjectId(QString(40, u'c')), ObjectId(QString(40, u'd')), 1, 0, 3, 21, 6});
    return state;
}

std::shared_ptr<const TerminalFrame> terminalFrame(TerminalSize size)
{
    TerminalEmulator terminal(size);
    terminal.feed("\x1b[1;34magent@sandbox\x1b[0m:\x1b[36m/workspace\x1b[0m$ git status --short\r\n \x1b[31mM\x1b[0m "
                  "lib/money.awk\r\n\x1b[31m??\x1b[0m docs/rounding.md\r\n"
                  "\x1b[1;34magent@sandbox\x1b[0m:\x1b[36m/workspace\x1b[0m$ sh tests/run.sh\r\n\x1b[32mok 1\x1b[0m - "
                  "splits a line into fields\r\n\x1b[32mok 2\x1b[0m - trims blanks\r\n"
                  "\x1b[32mok 3\x1b[0m - rounds half a cent up\r\n\x1b[7m all 3 tests passed \x1b[0m \x1b[2min 0.2 "
                  "s\x1b[0m \x1b[4munderlined\x1b[0m \xE6\x97\xA5\xE6\x9C\xAC "
                  "wide\r\n\x1b[1;34magent@sandbox\x1b[0m:\x1b[36m/workspace\x1b[0m$ ");
    return terminal.frame();
}

} // namespace pilothouse::samples
