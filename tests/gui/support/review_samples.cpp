#include "tests/gui/support/review_samples.h"

#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/samples.h"

namespace pilothouse::samples {

namespace {

QByteArray numbered(const char *line, int count)
{
    QByteArray out;
    for (int i = 1; i <= count; ++i)
        out += QByteArray(line) + ' ' + QByteArray::number(i) + '\n';
    return out;
}

const QByteArray MoneyBefore = "# Amounts are kept in cents.\n"
                               "function cents(text,    sign) {\n"
                               "    return int(text * 100)\n"
                               "}\n"
                               "\n"
                               "function money(cents) {\n"
                               "\treturn sprintf(\"%.2f\", cents / 100) # \xE2\x80\xAEtxt.sh\n"
                               "}\n";
const QByteArray MoneyAfter = "# Amounts are kept in cents.\n"
                              "function cents(text,    sign) {\n"
                              "    # awk truncates towards zero; half a cent must go up.\n"
                              "    sign = text < 0 ? -1 : 1\n"
                              "    return sign * int(sign * text * 100 + 0.5)\n"
                              "}\n"
                              "\n"
                              "function money(cents) {\n"
                              "\treturn sprintf(\"%.2f\", cents / 100)\n"
                              "}\n";
const QByteArray Middle =
    "\nfunction column(name,    i) {\n    for (i = 1; i <= NF; i++)\n        if (header[i] == name)\n"
    "            return i\n    return 0\n}\n\n# Every row of the table is an account.\n"
    "function row(n) {\n    return rows[n]\n}\n\n";
const QByteArray TotalBefore = "function total(column,    i, sum) {\n    for (i = 1; i <= NR; i++)\n"
                               "        sum += column[i]\n    return sum\n}\n";
const QByteArray TotalAfter = "function total(column,    i, sum) {\n    for (i = 1; i <= NR; i++)\n"
                              "        sum += cents(column[i])\n    printf \"%s rows, %d cents\\n\", NR, sum\n"
                              "    return sum\n}\n";

} // namespace

std::vector<FakeReview::Files> ledgerTrees()
{
    FakeReview::Files base{
        {"AGENTS.md", "# How to work here\n\nRun `sh tests/run.sh` before you say that you are done.\n"},
        {"README.md", "# Ledger\n\nAdds up columns of amounts.\n"},
        {"lib/money.awk", MoneyBefore + Middle + TotalBefore},
        {"lib/old/very/long/path/to/a/file/that/is/gone.awk", "function gone() {\n    return 1\n}\n"},
        {"lib/table.awk", numbered("# a line of the table", 30)},
        {"tests/run.sh", "#!/bin/sh\nset -e\nfor file in tests/*.awk; do\n    awk -f \"$file\"\ndone\n"},
    };
    std::vector<FakeReview::Files> trees{base};
    FakeReview::Files files = base;
    files["lib/money.awk"] = MoneyAfter + Middle + TotalBefore;
    trees.push_back(files);
    files["lib/money.awk"] = MoneyAfter + Middle + TotalAfter;
    files["tests/run.sh"] =
        "#!/bin/sh\nset -e\nfor file in tests/*.awk; do\n    awk -f \"$file\"\ndone\necho all passed\n";
    trees.push_back(files);
    files["AGENTS.md"] = "# How to work here\n\nRun `sh tests/run.sh` before you say that you are done.\n"
                         "Amounts are cents, never floating point.\n";
    files["docs/rounding.md"] = "# Rounding\n\n" + numbered("Half a cent goes up, case", 12);
    files.erase("lib/old/very/long/path/to/a/file/that/is/gone.awk");
    files.erase("lib/table.awk");
    files["lib/tables/table.awk"] = numbered("# a line of the table", 30) + "# the end\n";
    trees.push_back(files);
    return trees;
}

void addLedger(FakeRunner &runner)
{
    std::vector<ObjectId> ids;
    for (const FakeReview::Files &files : ledgerTrees())
        ids.push_back(runner.fakeReview.addTree(files));
    using Kind = TimelineTick::Kind;
    const auto tick = [&](Kind kind, size_t tree, const char *title, int minute, int files, int added, int removed) {
        TimelineTick out;
        out.kind = kind;
        out.snapshot = out.tree = ids[tree];
        out.seq = 10 + minute;
        out.atMs = Now + minute * 60'000;
        out.turn = kind == Kind::Base ? 0 : 1;
        out.title = QString::fromUtf8(title);
        out.changed = kind != Kind::Base;
        out.files = files;
        out.added = added;
        out.removed = removed;
        if (kind == Kind::ToolCall)
            out.toolCall = ToolCallId(QStringLiteral("call-%1").arg(minute));
        runner.fakeReview.ticks.push_back(out);
    };
    tick(Kind::Base, 0, "", 0, 0, 0, 0);
    tick(Kind::ToolCall, 1, "edit lib/money.awk", 1, 1, 4, 2);
    tick(Kind::ToolCall, 1, "sh tests/run.sh", 2, 1, 4, 2);
    runner.fakeReview.ticks.back().failed = true;
    runner.fakeReview.ticks.back().changed = false;
    tick(Kind::ToolCall, 2, "edit lib/money.awk, tests/run.sh", 4, 2, 7, 3);
    tick(Kind::ToolCall, 3, "git mv lib/table.awk lib/tables/", 7, 6, 24, 6);
    tick(Kind::TurnEnd, 3, "Mend the rounding in money.awk", 8, 6, 24, 6);
    runner.fakeReview.ticks.back().isNow = true;
}

void addLarge(FakeRunner &runner, int files)
{
    FakeReview::Files before;
    FakeReview::Files after;
    for (int i = 0; i < files; ++i) {
        const QByteArray path = "src/part" + QByteArray::number(i % 7) + "/file" + QByteArray::number(i) + ".txt";
        before[path] = numbered("line", 40);
        QByteArray changed = before[path];
        changed.replace("line 5\n", QByteArray("line 5 of file " + QByteArray::number(i) + '\n'));
        changed.replace("line 30\n", "line 30\nline thirty and a half\n");
        after[path] = changed;
    }
    runner.fakeReview.addTree(before);
    runner.fakeReview.addTree(after);
}

} // namespace pilothouse::samples
