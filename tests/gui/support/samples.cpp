#include "tests/gui/support/samples.h"

#include <QDateTime>

namespace pilothouse::samples {

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

MessageItem say(const char *text, MessageItem::Role role = MessageItem::Role::Agent)
{
    MessageItem message;
    message.role = role;
    message.text = StreamedText(s(text));
    message.open = false;
    return message;
}

ToolCallItem call(const char *id, acp::ToolKind kind, const char *title, ToolCallItem::Status status)
{
    ToolCallItem item;
    item.call = ToolCallId(s(id));
    item.kind = kind;
    item.title = s(title);
    item.status = status;
    item.endedAtMs = item.isFinished() ? Now + 4200 : 0;
    return item;
}

ToolCallItem run(const char *id, const char *title, const char *command, const char *output,
    ToolCallItem::Status status, std::optional<int> exitCode)
{
    ToolCallItem item = call(id, acp::ToolKind::Execute, title, status);
    item.command = s(command);
    item.output = StreamedText(s(output));
    item.exitCode = exitCode;
    return item;
}

constexpr const char *FailedTest =
    "1..5\nok 1 - splits a line into fields\nok 2 - trims blanks\nnot ok 3 - rounds half a cent up\n"
    "#   expected: 12.35\n#   got:      12.34\nok 4 - adds the columns\nnot ok 5 - prints the total\n"
    "#   expected: total 61.75\n#   got:      total 61.70\n\x1b[31m2 of 5 tests failed\x1b[0m\n";

} // namespace

Transcript makeTranscript(std::vector<TranscriptBody> bodies)
{
    SharedListBuilder<TranscriptItem> builder;
    qint64 id = 0;
    for (TranscriptBody &body : bodies) {
        TranscriptItem item;
        item.id = ++id;
        item.turn = 1;
        item.firstSeq = item.lastSeq = id * 3;
        item.startedAtMs = Now;
        item.changedAtMs = Now + 4200;
        if (const auto *call = std::get_if<ToolCallItem>(&body);
            call && call->status == ToolCallItem::Status::InProgress)
            item.startedAtMs = QDateTime::currentMSecsSinceEpoch() - 12'000;
        item.body = std::move(body);
        builder.append(std::move(item));
    }
    return Transcript(builder.snapshot(), id * 3);
}

ToolCallItem editCall()
{
    ToolCallItem item = call("edit-1", acp::ToolKind::Edit, "Edit lib/money.awk", ToolCallItem::Status::Completed);
    item.content.emplace_back(acp::Diff{s("/workspace/lib/money.awk"),
        s("# Amounts are kept in cents.\nfunction cents(text) {\n    return int(text * 100)\n}\n\nfunction "
          "money(cents) {\n    return sprintf(\"%.2f\", cents / 100)\n}\n"),
        s("# Amounts are kept in cents.\nfunction cents(text) {\n    # awk truncates towards zero; half a cent must go "
          "up.\n    return int(text * 100 + 0.5)\n}\n\nfunction money(cents) {\n    return sprintf(\"%.2f\", cents / "
          "100)\n}\n")});
    return item;
}

std::vector<TranscriptBody> workingTurn()
{
    std::vector<TranscriptBody> items;
    items.emplace_back(PromptItem{
        s("The test `tests/run.sh` fails. Find out why and mend it; keep the change small."), {s("tests/run.sh")}});
    items.emplace_back(say("The person wants the smallest change that makes the test pass. I should read the test "
                           "first and only then the code.",
        MessageItem::Role::Thought));
    items.emplace_back(
        say("I'll start with the failing test, then look at how amounts are **rounded** in `lib/money.awk`."));
    items.emplace_back(
        PlanItem{{{s("Read the failing test"), acp::PlanEntry::Priority::High, acp::PlanEntry::Status::Completed},
            {s("Find where amounts are rounded"), acp::PlanEntry::Priority::High, acp::PlanEntry::Status::Completed},
            {s("Mend the rounding and run the tests again"), acp::PlanEntry::Priority::High,
                acp::PlanEntry::Status::InProgress},
            {s("Sum up"), acp::PlanEntry::Priority::Low, acp::PlanEntry::Status::Pending}}});
    ToolCallItem read = call("read-1", acp::ToolKind::Read, "Read tests/run.sh", ToolCallItem::Status::Completed);
    read.locations.push_back({s("/workspace/tests/run.sh"), 1});
    items.emplace_back(read);
    items.emplace_back(
        run("run-1", "Run the tests", "sh tests/run.sh", FailedTest, ToolCallItem::Status::Completed, 1));
    QuestionItem question;
    question.approval = ApprovalId(s("1.4"));
    question.call = ToolCallId(s("edit-1"));
    question.decision = QuestionItem::Decision::Allowed;
    items.emplace_back(editCall());
    items.emplace_back(question);
    ToolCallItem pending = run("run-2", "Run the tests again", "sh tests/run.sh && git diff --stat", "",
        ToolCallItem::Status::Pending, std::nullopt);
    pending.approval = ApprovalId(s("1.5"));
    items.emplace_back(pending);
    QuestionItem open;
    open.approval = ApprovalId(s("1.5"));
    open.call = ToolCallId(s("run-2"));
    items.emplace_back(open);
    return items;
}

std::vector<TranscriptBody> finishedTurn()
{
    std::vector<TranscriptBody> items = workingTurn();
    items.pop_back();
    items.pop_back();
    items.emplace_back(run("run-2", "Run the tests again", "sh tests/run.sh",
        "1..5\nok 1\nok 2\nok 3\nok 4\nok 5\nall 5 tests passed\n", ToolCallItem::Status::Completed, 0));
    items.emplace_back(say("All five tests pass now.\n\n**What was wrong**: `int()` in awk truncates, so 12.345 became "
                           "1234 cents instead of 1235.\n\n"
                           "**What I changed**\n\n- `lib/money.awk`: half a cent is rounded up before truncation\n- "
                           "nothing else: the test file is as it was\n\n"
                           "Negative amounts still round towards zero; tell me if refunds should be symmetric."));
    TurnEndItem end;
    end.reason = acp::StopReason::EndTurn;
    end.durationMs = 42'000;
    items.emplace_back(end);
    items.emplace_back(
        AcceptedItem{s("pilothouse/mend-rounding-1"), ObjectId(s("4f1c09e7a2b3c4d5e6f708192a3b4c5d6e7f8091"))});
    return items;
}

std::vector<TranscriptBody> troubledTurn()
{
    std::vector<TranscriptBody> items;
    items.emplace_back(PromptItem{s("Upload the report to the build server."), {}});
    ToolCallItem denied = run("run-9", "Upload the report", "curl -T report.csv https://build.example.org/", "",
        ToolCallItem::Status::Rejected, std::nullopt);
    items.emplace_back(denied);
    QuestionItem no;
    no.decision = QuestionItem::Decision::Rejected;
    no.reason = s("Reports stay on this machine.");
    items.emplace_back(no);
    items.emplace_back(NoticeItem{NoticeItem::Source::Pilothouse, acp::Severity::Warning, s("sandbox.disk_watched"),
        s("The sandbox is nearly full"),
        s("Its disk has 120 MB left of 4 GB. Ask the agent to clean up, or give it more room in the settings.")});
    items.emplace_back(run("run-10", "Search the logs", "grep -rn ERROR logs | tail -n 200",
        "logs/a.log:12: ERROR one\nlogs/b.log:9: ERROR \xE2\x80\xAEtxt.exe\n", ToolCallItem::Status::InProgress,
        std::nullopt));
    GarbageItem garbage;
    garbage.lines = 3;
    garbage.text = StreamedText(s("Segmentation fault\ncore dumped\n???\n"));
    items.emplace_back(garbage);
    items.emplace_back(
        NoticeItem{NoticeItem::Source::Agent, acp::Severity::Info, {}, s("A newer model is available"), {}});
    ExitItem exit;
    exit.signal = 11;
    exit.errorOutput = s("Error: cannot read properties of undefined (reading 'id')\n    at Session.prompt "
                         "(/usr/lib/agent/session.js:812:21)\n    at async main (/usr/lib/agent/main.js:40:3)\n");
    items.emplace_back(exit);
    TurnEndItem end;
    end.reasonName = s("interrupted");
    end.error = s("The agent's program ended before it answered. What it did until then is in the changes. Send a "
                  "prompt to go on with a new one.");
    end.durationMs = 12'000;
    items.emplace_back(end);
    return items;
}

std::vector<TranscriptBody> markdownTurn()
{
    std::vector<TranscriptBody> items;
    items.emplace_back(say(
        "# How rounding works here\n\nAmounts are kept as *whole cents*; see [the manual](https://example.org/awk) and "
        "~~the wiki~~.\n\n"
        "## Steps\n\n1. Parse the text with `cents()`\n2. Add up\n   - per column\n   - per row\n3. Print with "
        "`money()`\n\n"
        "- [x] tests read\n- [ ] refunds decided\n\n> Half a cent goes up.\n> That is what the tax office expects.\n\n"
        "```awk\nfunction cents(text) {\n    return int(text * 100 + 0.5)\n}\n```\n\n"
        "| Amount | Before | After |\n|---|---|---|\n| 12.345 | 12.34 | **12.35** |\n| 0.005 | 0.00 | **0.01** "
        "|\n\n---\n\nNo <b>HTML</b> here, and no ![image](http://example.org/x.png) either."));
    return items;
}

Approval commandApproval()
{
    Approval approval;
    approval.id = ApprovalId(s("1.5"));
    approval.title = s("Run the tests again");
    approval.command = s("sh tests/run.sh && git diff --stat");
    approval.place = s("/workspace");
    approval.toolCall = s("run-2");
    approval.options = {{s("once"), s("Allow once"), s("allow_once")},
        {s("always"), s("Always allow `sh tests/*` in this session"), s("allow_always")},
        {s("no"), s("Reject"), s("reject_once")}};
    return approval;
}

Approval editApproval()
{
    Approval approval;
    approval.id = ApprovalId(s("1.4"));
    approval.title = s("Edit lib/money.awk");
    approval.place = s("/workspace/lib/money.awk");
    approval.toolCall = s("edit-1");
    approval.options = {{s("once"), s("Allow once"), s("allow_once")}, {s("no"), s("Reject"), s("reject_once")}};
    return approval;
}

} // namespace pilothouse::samples
