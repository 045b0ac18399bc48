#include "runner/review/attribution_text.h"

#include "runner/base/visible_text.h"
#include "runner/workspace/change_set.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

using Kind = LineOrigin::Kind;
using Reason = LineOrigin::Reason;

constexpr qsizetype maxShown = 2000; // UTF-16 units of a prompt or of words
constexpr qsizetype maxCommand = 500;
constexpr qsizetype maxNoted = 200;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Attribution)
};

QString bounded(const QString &text, qsizetype limit)
{
    const QString trimmed = text.trimmed();
    QString kept = trimmed.left(limit);
    if (!kept.isEmpty() && kept.back().isHighSurrogate())
        kept.chop(1);
    return visibleText(kept) + (kept.size() < trimmed.size() ? u"…"_s : QString());
}

QString oneLine(const QString &text, qsizetype limit)
{
    return bounded(text.simplified(), limit);
}

QString commandOf(const LineOrigin::Call &call)
{
    return bounded(call.command.isEmpty() ? call.title : call.command, maxCommand);
}

QString sentenceFor(Reason reason)
{
    switch (reason) {
    case Reason::None:
        break;
    case Reason::NotYet:
        return Words::tr("What the agent said at that time has not arrived yet.");
    case Reason::NoPosition:
        return Words::tr("The sandbox does not say when it was written.");
    case Reason::Ignored:
        return Words::tr("The file came into view because what is ignored or readable changed, so it may be older.");
    case Reason::TooMuch:
        return Words::tr("Too much has changed to follow this line.");
    case Reason::EqualLines:
        return Words::tr("Equal lines beside it were written at different times.");
    case Reason::Older:
        return Words::tr("It was there before, under another name or at another place.");
    case Reason::Elsewhere:
        return Words::tr("This line cannot be followed through the session's snapshots.");
    }
    return {};
}

QString headlineFor(const LineOrigin &origin)
{
    switch (origin.kind) {
    case Kind::By:
        return Words::tr("Written by a tool call of turn %1, which says so itself.").arg(origin.calls.front().turn);
    case Kind::During:
        return origin.calls.size() == 1
            ? Words::tr("Written while one tool call ran.")
            : Words::tr("Written while one of %n tool calls ran.", nullptr, static_cast<int>(origin.calls.size()));
    case Kind::Between:
        if (origin.turns.size() > 1)
            return Words::tr("Written between tool calls.");
        if (!origin.turns.empty())
            return Words::tr("Written between tool calls, in turn %1.").arg(origin.turns.front());
        return origin.afterTurn > 0 ? Words::tr("Written after turn %1 had ended.").arg(origin.afterTurn)
                                    : Words::tr("Written before the first turn.");
    case Kind::Restored:
        return Words::tr("Put back by a person.");
    case Kind::Unknown:
        break;
    }
    return Words::tr("Nobody knows what wrote this line.");
}

/// Runs of lines with the same row, as "10-14,20".
QByteArray numbersOf(const std::vector<int> &lines)
{
    QByteArray text;
    for (size_t i = 0; i < lines.size();) {
        size_t end = i + 1;
        while (end < lines.size() && lines[end] == lines[end - 1] + 1)
            ++end;
        text += (text.isEmpty() ? "" : ",") + QByteArray::number(lines[i] + 1);
        if (end > i + 1)
            text += '-' + QByteArray::number(lines[end - 1] + 1);
        i = end;
    }
    return text;
}

QByteArray noteLine(const LineOrigin &origin)
{
    QByteArray text = nameOf(origin.kind).toLatin1();
    if (origin.kind == Kind::Unknown && origin.reason != Reason::None)
        text += " (" + nameOf(origin.reason).toLatin1() + ')';
    for (size_t i = 0; i < origin.turns.size(); ++i)
        text += (i == 0 ? " turn " : ",") + QByteArray::number(origin.turns[i]);
    for (const LineOrigin::Call &call : origin.calls)
        text += "\n    call " + oneLine(call.id.value, maxNoted).toUtf8() + ": "
            + oneLine(call.command.isEmpty() ? call.title : call.command, maxNoted).toUtf8();
    if (!origin.prompt.isEmpty())
        text += "\n    prompt: " + oneLine(origin.prompt, maxNoted).toUtf8();
    if (origin.othersMay && origin.kind != Kind::By)
        text += "\n    or a process that an earlier call left behind";
    return text + '\n';
}

bool isNoted(const NotedFile &file, int line)
{
    return file.whole || std::ranges::any_of(file.added, [line](const LineRange &range) {
        return line >= range.first && line < range.end();
    });
}

QByteArray noteOf(const NotedFile &file)
{
    QByteArray text = "\n" + displayPath(file.path).toUtf8() + '\n';
    if (!file.origins)
        return text;
    std::vector<std::vector<int>> lines(file.origins->table.size());
    for (size_t i = 0; i < file.origins->added.size(); ++i) {
        const int row = file.origins->added[i];
        if (row >= 0 && isNoted(file, static_cast<int>(i)))
            lines[static_cast<size_t>(row)].push_back(static_cast<int>(i));
    }
    std::vector<size_t> order;
    for (size_t row = 0; row < lines.size(); ++row) {
        if (!lines[row].empty())
            order.push_back(row);
    }
    std::ranges::sort(order, {}, [&lines](size_t row) { return lines[row].front(); });
    for (const size_t row : order)
        text += "  " + numbersOf(lines[row]) + ' ' + noteLine(file.origins->table[row]);
    if (order.empty() && file.whole) {
        for (const int row : file.origins->touching)
            text += "  " + noteLine(file.origins->table[static_cast<size_t>(row)]);
    }
    return text;
}

} // namespace

QString nameOf(Kind kind)
{
    static constexpr std::array names{"by"_L1, "during"_L1, "between"_L1, "restored"_L1, "unknown"_L1};
    return names.at(static_cast<size_t>(kind));
}

QString nameOf(Reason reason)
{
    static constexpr std::array names{""_L1, "not_yet"_L1, "no_position"_L1, "ignored"_L1, "too_much"_L1,
        "equal_lines"_L1, "older"_L1, "elsewhere"_L1};
    return names.at(static_cast<size_t>(reason));
}

OriginText originText(const LineOrigin &origin)
{
    OriginText text{.headline = headlineFor(origin),
        .caveat = sentenceFor(origin.reason),
        .prompt = bounded(origin.prompt, maxShown),
        .words = {},
        .commands = {},
        .seq = origin.seq};
    for (const LineOrigin::Call &call : origin.calls)
        text.commands.append(commandOf(call));
    if (origin.calls.size() == 1)
        text.words = bounded(origin.calls.front().words, maxShown);
    if (origin.kind == Kind::During) {
        text.caveat = origin.othersMay
            ? Words::tr("A process that an earlier command left behind, or the agent itself, can have written it, too.")
            : Words::tr("The agent itself can have written it, too.");
    } else if (origin.kind == Kind::Between) {
        text.caveat = origin.othersMay
            ? Words::tr("By the agent itself, or by a process that an earlier command left behind.")
            : Words::tr("By the agent itself, or from a terminal.");
    }
    return text;
}

QByteArray attributionNote(
    const QString &session, const ObjectId &snapshot, std::span<const NotedFile> files, qsizetype limit)
{
    QByteArray note = "Pilothouse: where these lines come from, as far as it is known\nSession: "
        + oneLine(session, maxNoted).toUtf8() + "\nSnapshot: " + snapshot.value.toLatin1()
        + "\nLines are numbered as in the snapshot's files.\n";
    for (size_t i = 0; i < files.size(); ++i) {
        const QByteArray text = noteOf(files[i]);
        const QByteArray rest = "\n" + QByteArray::number(files.size() - i) + " more files are left out.\n";
        const bool isLast = i + 1 == files.size();
        if (note.size() + text.size() + (isLast ? 0 : rest.size() + 16) > limit) {
            note += rest;
            break;
        }
        note += text;
    }
    return note;
}

} // namespace pilothouse
