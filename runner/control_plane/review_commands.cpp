#include "runner/control_plane/review_commands.h"

#include "runner/base/json_strings.h"
#include "runner/review/line_ranges.h"
#include "runner/review/review_json.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ReviewCommands)
};

SessionId idOf(const QJsonObject &command)
{
    return SessionId(command["id"_L1].toInteger());
}

/// "PATH", "PATH:LINE" or "PATH:FIRST-LAST".
struct Place {
    QByteArray path;
    LineRange lines; ///< From 0; a count of 0: all of the file.
};

Place placeOf(const QString &text)
{
    static const QRegularExpression Lines(u"^(.+):(\\d{1,9})(?:-(\\d{1,9}))?$"_s);
    const auto match = Lines.match(text);
    if (!match.hasMatch())
        return {text.toUtf8(), {}};
    const int first = match.captured(2).toInt();
    const int last = match.captured(3).isEmpty() ? first : match.captured(3).toInt();
    return {match.captured(1).toUtf8(), {std::max(0, first - 1), std::max(1, last - first + 1)}};
}

qsizetype indexOf(const ChangeSet &set, const QByteArray &path)
{
    for (qsizetype at = 0; at < set.files.size(); ++at) {
        if (set.files[at].newPath == path || (set.files[at].newPath.isEmpty() && set.files[at].oldPath == path))
            return at;
    }
    return -1;
}

/// The parts of edits that stand at these lines of the new file: its added lines, and what was removed there.
FileSelection partsAt(const FileChange &change, const std::vector<LineEdit> &edits, LineRange lines)
{
    FileSelection parts{.oldPath = change.oldPath, .newPath = change.newPath, .removed = {}, .added = {}};
    for (const LineEdit &edit : edits) {
        const LineRanges added = intersected({{edit.newStart, std::max(1, edit.newCount)}}, {lines});
        if (added.empty())
            continue;
        if (edit.newCount > 0)
            parts.added.insert(parts.added.end(), added.begin(), added.end());
        if (edit.oldCount > 0)
            parts.removed.push_back({edit.oldStart, edit.oldCount});
    }
    return parts;
}

Task<std::vector<FileSelection>> partsOf(Runner &runner, SessionId id, SessionChanges changes, QStringList places)
{
    std::vector<FileSelection> parts;
    for (const QString &text : places) {
        Place place{text.toUtf8(), {}};
        qsizetype file = indexOf(*changes.set, place.path);
        if (file < 0) {
            place = placeOf(text);
            file = indexOf(*changes.set, place.path);
        }
        if (file < 0)
            co_return failure(NotFound, Words::tr("“%1” is not among the changes. See pilothouse review.").arg(text));
        const FileChange &change = changes.set->files[file];
        if (place.lines.count == 0) {
            parts.push_back(wholeSelection(change));
            continue;
        }
        const auto diff = co_await runner.review().lineDiff(id, changes, file);
        if (!diff)
            co_return std::unexpected(diff.error());
        FileSelection lines = partsAt(change, (*diff)->edits, place.lines);
        if (lines.isEmpty())
            co_return failure(NotFound, Words::tr("Nothing was changed at “%1”.").arg(text));
        parts.push_back(std::move(lines));
    }
    co_return std::vector<FileSelection>(std::move(parts));
}

QString stateOf(const FileMarks &marks)
{
    if (marks.wholeAccepted)
        return u"accepted"_s;
    if (marks.wholeRejected)
        return u"rejected"_s;
    const bool any = !marks.accepted.isEmpty() || !marks.rejected.isEmpty() || marks.properties != ReviewDecision::Open;
    return any ? u"partly"_s : u"open"_s;
}

QJsonObject fileToJson(const FileChange &change, const FileMarks &marks)
{
    return {
        {u"path"_s, displayPath(change.path())},
        {u"added"_s, change.added},
        {u"removed"_s, change.removed},
        {u"state"_s, stateOf(marks)},
        {u"hunks"_s, marks.hunks},
        {u"reviewed"_s, marks.reviewed},
        {u"viewed"_s, marks.viewed},
        {u"changedSinceViewed"_s, marks.viewedStale},
        {u"new"_s, marks.isNew},
    };
}

QJsonObject decisionToJson(const DecisionRecord &decision)
{
    QJsonArray files;
    for (const ReviewedFile &file : decision.files)
        files.append(displayPath(file.parts.newPath.isEmpty() ? file.parts.oldPath : file.parts.newPath));
    return {
        {u"id"_s, decision.id},
        {u"decision"_s, decisionName(decision.decision)},
        {u"at"_s, decision.atMs},
        {u"by"_s, decision.by},
        {u"files"_s, files},
        {u"undone"_s, decision.undone},
        {u"carriedOut"_s, decision.carriedOut != nullptr},
    };
}

QJsonObject commentToJson(const ReviewComment &comment, const CommentMark &mark)
{
    static constexpr std::array States{"draft"_L1, "waiting"_L1, "sent"_L1};
    QJsonObject out{
        {u"id"_s, comment.id},
        {u"path"_s, displayPath(comment.anchor.path)},
        {u"side"_s, comment.anchor.side == CommentAnchor::Side::Old ? u"old"_s : u"new"_s},
        {u"line"_s, comment.anchor.count > 0 ? comment.anchor.first + 1 : 0},
        {u"lines"_s, comment.anchor.count},
        {u"quoted"_s, comment.anchor.quoted},
        {u"text"_s, comment.text},
        {u"by"_s, comment.by},
        {u"state"_s, QString(States.at(static_cast<size_t>(comment.state)))},
        {u"turn"_s, comment.turn},
        {u"resolved"_s, comment.resolved},
        {u"touched"_s, mark.touched},
    };
    if (comment.anchor.count > 0 && mark.first >= 0)
        out[u"lineNow"_s] = mark.first + 1;
    return out;
}

QJsonArray commentsToJson(const ReviewState &state, const ReviewMarks &marks)
{
    QJsonArray out;
    const auto count = std::min(static_cast<size_t>(state.comments.size()), marks.comments.size());
    for (size_t at = 0; at < count; ++at)
        out.append(commentToJson(*state.comments[static_cast<qsizetype>(at)], marks.comments[at]));
    return out;
}

QJsonObject reviewToJson(const ReviewState &state, const ReviewMarks &marks, const SessionChanges &changes)
{
    QJsonArray files;
    for (size_t at = 0; at < marks.files.size(); ++at)
        files.append(fileToJson(changes.set->files[static_cast<qsizetype>(at)], marks.files[at]));
    QJsonArray decisions;
    for (const auto &decision : state.decisions)
        decisions.append(decisionToJson(*decision));
    QJsonObject out{
        {u"from"_s, changes.from.value},
        {u"to"_s, changes.to.value},
        {u"tree"_s, changes.set->newTree.value},
        {u"files"_s, files},
        {u"hunks"_s, marks.hunks},
        {u"reviewed"_s, marks.reviewed},
        {u"viewedFiles"_s, marks.viewedFiles},
        {u"decisions"_s, decisions},
        {u"comments"_s, commentsToJson(state, marks)},
        {u"rejectionsWait"_s, state.hasUnsettledRejections()},
    };
    if (!state.verdicts.isEmpty()) {
        const VerdictRecord &verdict = *state.verdicts.last();
        QJsonObject json = concludedPayload(verdict);
        json[u"at"_s] = verdict.atMs;
        json[u"stale"_s] = !state.verdictOn(changes.set->newTree);
        out[u"verdict"_s] = json;
    }
    return out;
}

/// The review's state and marks at this moment.
Task<QJsonObject> reviewState(Runner &runner, SessionId id)
{
    const auto changes = co_await runner.review().changes(id);
    if (!changes)
        co_return std::unexpected(changes.error());
    const auto marks = co_await runner.review().marks(id, *changes);
    if (!marks)
        co_return std::unexpected(marks.error());
    const auto loaded = co_await runner.load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    co_return reviewToJson((*loaded)->state.review, **marks, *changes);
}

Task<void> decideParts(
    Runner &runner, SessionId id, const SessionChanges &changes, const QJsonObject &command, ReviewDecision decision)
{
    static constexpr std::array Fields{"open"_L1, "accept"_L1, "reject"_L1};
    const QStringList places = strings(command[Fields.at(static_cast<size_t>(decision))]);
    if (places.isEmpty())
        co_return {};
    auto parts = co_await partsOf(runner, id, changes, places);
    if (!parts)
        co_return std::unexpected(parts.error());
    const auto decided = co_await runner.review().decide(id, changes, std::move(*parts), decision);
    if (!decided)
        co_return std::unexpected(decided.error());
    co_return {};
}

Task<void> viewFiles(Runner &runner, SessionId id, const SessionChanges &changes, const QStringList &paths)
{
    for (const QString &path : paths) {
        const qsizetype file = indexOf(*changes.set, path.toUtf8());
        if (file < 0)
            co_return failure(NotFound, Words::tr("“%1” is not among the changes. See pilothouse review.").arg(path));
        if (const auto viewed = co_await runner.review().setViewed(id, changes, file, true); !viewed)
            co_return viewed;
    }
    co_return {};
}

} // namespace

Task<ObjectId> snapshotNamed(Runner &runner, SessionId id, QString name)
{
    constexpr qsizetype FewestDigits = 4;
    const auto loaded = co_await runner.load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    const SessionState &state = (*loaded)->state;
    QStringList found;
    const auto look = [&](const QString &commit) {
        if (name.size() >= FewestDigits && commit.startsWith(name) && !found.contains(commit))
            found.append(commit);
    };
    look(state.baseCommit);
    for (const Snapshot &snapshot : state.snapshots)
        look(snapshot.commit.value);
    if (found.size() != 1)
        co_return failure(NotFound,
            found.isEmpty() ? Words::tr("This session has no snapshot “%1”. See pilothouse timeline.").arg(name)
                            : Words::tr("Several snapshots begin with “%1”. Give more digits.").arg(name));
    co_return ObjectId(found.first());
}

Task<QJsonObject> reviewCommand(Runner &runner, QJsonObject command)
{
    const SessionId id = idOf(command);
    const auto changes = co_await runner.review().changes(id);
    if (!changes)
        co_return std::unexpected(changes.error());
    for (const auto decision : {ReviewDecision::Open, ReviewDecision::Accepted, ReviewDecision::Rejected}) {
        if (const auto decided = co_await decideParts(runner, id, *changes, command, decision); !decided)
            co_return std::unexpected(decided.error());
    }
    if (const auto viewed = co_await viewFiles(runner, id, *changes, strings(command["viewed"_L1])); !viewed)
        co_return std::unexpected(viewed.error());
    if (command["undo"_L1].toBool()) {
        if (const auto undone = co_await runner.review().undo(id); !undone)
            co_return std::unexpected(undone.error());
    }
    if (command["redo"_L1].toBool()) {
        if (const auto redone = co_await runner.review().redo(id); !redone)
            co_return std::unexpected(redone.error());
    }
    if (const QString name = command["verdict"_L1].toString(); !name.isEmpty()) {
        const auto verdict = verdictFromName(name);
        if (!verdict)
            co_return failure(InvalidArgument, Words::tr("“%1” is no verdict.").arg(name));
        const auto concluded =
            co_await runner.review().conclude(id, *changes, *verdict, command["summary"_L1].toString());
        if (!concluded)
            co_return std::unexpected(concluded.error());
    }
    if (command["carryOut"_L1].toBool()) {
        if (const auto active = co_await runner.activate(id); !active)
            co_return std::unexpected(active.error());
        if (const auto done = co_await runner.review().carryOutRejections(id); !done)
            co_return std::unexpected(done.error());
    }
    co_return co_await reviewState(runner, id);
}

Task<QJsonObject> commentCommand(Runner &runner, QJsonObject command)
{
    const SessionId id = idOf(command);
    const auto changes = co_await runner.review().changes(id);
    if (!changes)
        co_return std::unexpected(changes.error());
    const QString where = command["place"_L1].toString();
    CommentDraft draft{.id = {}, .anchor = {}, .text = command["text"_L1].toString()};
    draft.anchor.side = command["old"_L1].toBool() ? CommentAnchor::Side::Old : CommentAnchor::Side::New;
    if (where != "."_L1) {
        const Place place = placeOf(where);
        draft.anchor.path = place.path;
        draft.anchor.first = place.lines.first;
        draft.anchor.count = place.lines.count;
    }
    const auto written = co_await runner.review().writeComment(id, *changes, std::move(draft));
    if (!written)
        co_return std::unexpected(written.error());
    co_return QJsonObject{{u"comment"_s, *written}};
}

Task<QJsonObject> commentsCommand(Runner &runner, QJsonObject command)
{
    const SessionId id = idOf(command);
    for (const auto &[field, resolved] : {std::pair("resolve"_L1, true), std::pair("reopen"_L1, false)}) {
        for (const QString &comment : strings(command[field])) {
            if (const auto settled = co_await runner.review().settleComment(id, comment, resolved); !settled)
                co_return std::unexpected(settled.error());
        }
    }
    if (command["send"_L1].toBool()) {
        if (const auto active = co_await runner.activate(id); !active)
            co_return std::unexpected(active.error());
        if (const auto sent = co_await runner.review().sendComments(id); !sent)
            co_return std::unexpected(sent.error());
    }
    const auto state = co_await reviewState(runner, id);
    if (!state)
        co_return std::unexpected(state.error());
    co_return QJsonObject{{u"id"_s, id.value}, {u"comments"_s, (*state)["comments"_L1]}};
}

Task<QJsonObject> timelineCommand(Runner &runner, QJsonObject command)
{
    static constexpr std::array Kinds{
        "base"_L1, "snapshot"_L1, "tool_call"_L1, "turn_end"_L1, "restored"_L1, "rejection_carried_out"_L1};
    const auto ticks = co_await runner.review().timeline(idOf(command));
    if (!ticks)
        co_return std::unexpected(ticks.error());
    QJsonArray out;
    for (const TimelineTick &tick : *ticks) {
        out.append(QJsonObject{
            {u"kind"_s, QString(Kinds.at(static_cast<size_t>(tick.kind)))},
            {u"snapshot"_s, tick.snapshot.value},
            {u"tree"_s, tick.tree.value},
            {u"seq"_s, tick.seq},
            {u"at"_s, tick.atMs},
            {u"turn"_s, tick.turn},
            {u"toolCall"_s, tick.toolCall.value},
            {u"title"_s, tick.title},
            {u"failed"_s, tick.failed},
            {u"changed"_s, tick.changed},
            {u"files"_s, tick.files},
            {u"added"_s, tick.added},
            {u"removed"_s, tick.removed},
            {u"now"_s, tick.isNow},
        });
    }
    co_return QJsonObject{{u"ticks"_s, out}};
}

Task<QJsonObject> clashesCommand(Runner &runner, QJsonObject command)
{
    const auto found = co_await runner.clashes(idOf(command));
    if (!found)
        co_return std::unexpected(found.error());
    QJsonArray out;
    for (const SessionClash &clash : *found) {
        QJsonArray paths;
        for (const RadarFinding::Clash &path : clash.paths)
            paths.append(displayPath(path.path));
        QJsonObject one{{u"title"_s, clash.title}, {u"paths"_s, paths}};
        if (clash.with.isValid())
            one[u"with"_s] = clash.with.value;
        out.append(one);
    }
    co_return QJsonObject{{u"clashes"_s, out}};
}

Task<QJsonObject> restoreCommand(Runner &runner, QJsonObject command)
{
    const SessionId id = idOf(command);
    const auto snapshot = co_await snapshotNamed(runner, id, command["snapshot"_L1].toString());
    if (!snapshot)
        co_return std::unexpected(snapshot.error());
    if (const auto active = co_await runner.activate(id); !active)
        co_return std::unexpected(active.error());
    const auto report = co_await runner.review().restore(id, *snapshot, command["reason"_L1].toString());
    if (!report)
        co_return std::unexpected(report.error());
    co_return QJsonObject{{u"from"_s, report->from.value}, {u"to"_s, report->to.value}, {u"now"_s, report->now.value},
        {u"leftOut"_s, report->leftOut}, {u"sentence"_s, report->notBroughtBack}};
}

Task<QJsonObject> forkCommand(Runner &runner, QJsonObject command)
{
    const SessionId id = idOf(command);
    const auto snapshot = co_await snapshotNamed(runner, id, command["snapshot"_L1].toString());
    if (!snapshot)
        co_return std::unexpected(snapshot.error());
    const auto made = co_await runner.review().fork(id, *snapshot, command["prompt"_L1].toString());
    if (!made)
        co_return std::unexpected(made.error());
    co_return QJsonObject{{u"id"_s, made->value}};
}

} // namespace pilothouse
