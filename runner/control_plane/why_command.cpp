#include "runner/control_plane/why_command.h"

#include "runner/base/visible_text.h"
#include "runner/review/attribution_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype maxLine = 1000; // bytes of the line that are repeated

struct Words {
    Q_DECLARE_TR_FUNCTIONS(WhyCommand)
};

qsizetype fileAt(const ChangeSet &set, const QByteArray &path, bool old)
{
    const auto found = std::ranges::find(set.files, path, old ? &FileChange::oldPath : &FileChange::newPath);
    return found == set.files.end() ? -1 : found - set.files.begin();
}

QJsonObject untouched()
{
    return {{u"kind"_s, u"base"_s}, {u"headline"_s, Words::tr("It was there before the session.")}};
}

QString kindName(acp::ToolKind kind)
{
    static constexpr std::array names{"other"_L1, "read"_L1, "edit"_L1, "delete"_L1, "move"_L1, "search"_L1,
        "execute"_L1, "think"_L1, "fetch"_L1, "switch_mode"_L1};
    return names.at(static_cast<size_t>(kind));
}

} // namespace

QJsonObject originToJson(const LineOrigin &origin)
{
    const OriginText text = originText(origin);
    QJsonArray turns;
    for (const qint32 turn : origin.turns)
        turns.append(turn);
    QJsonArray calls;
    for (const LineOrigin::Call &call : origin.calls) {
        calls.append(QJsonObject{{u"id"_s, call.id.value}, {u"turn"_s, call.turn}, {u"seq"_s, call.seq},
            {u"kind"_s, kindName(call.kind)}, {u"command"_s, call.command}, {u"title"_s, call.title}});
    }
    QJsonArray snapshots;
    for (const ObjectId &snapshot : origin.snapshots)
        snapshots.append(snapshot.value);
    return {
        {u"kind"_s, nameOf(origin.kind)},
        {u"reason"_s, nameOf(origin.reason)},
        {u"headline"_s, text.headline},
        {u"caveat"_s, text.caveat},
        {u"turns"_s, turns},
        {u"prompt"_s, text.prompt},
        {u"words"_s, text.words},
        {u"calls"_s, calls},
        {u"snapshots"_s, snapshots},
        {u"seq"_s, origin.seq},
        {u"othersMay"_s, origin.othersMay},
    };
}

Task<QJsonObject> whyCommand(Runner &runner, QJsonObject command)
{
    static const QRegularExpression Place(u"^(.+):(\\d{1,9})$"_s, QRegularExpression::DotMatchesEverythingOption);
    const SessionId id(command["id"_L1].toInteger());
    const auto place = Place.match(command["place"_L1].toString());
    const QByteArray path = place.captured(1).toUtf8();
    const int line = place.captured(2).toInt() - 1;
    if (!place.hasMatch() || line < 0)
        co_return failure(InvalidArgument, Words::tr("A line is named as PATH:LINE, such as src/main.c:12."));
    const bool old = command["old"_L1].toBool();
    const auto changes = co_await runner.changes(id, {}, {});
    if (!changes)
        co_return std::unexpected(changes.error());
    const qsizetype file = fileAt(*changes->set, path, old);
    if (file < 0)
        co_return failure(NotFound, Words::tr("The session did not change “%1”.").arg(displayPath(path)));
    const auto diff = co_await runner.review().lineDiff(id, *changes, file);
    if (!diff)
        co_return std::unexpected(diff.error());
    const TextLines &lines = old ? *(*diff)->before : *(*diff)->after;
    if (line >= lines.count())
        co_return failure(NotFound, Words::tr("“%1” has %n line(s).", nullptr, lines.count()).arg(displayPath(path)));
    const auto origins = co_await runner.review().lineOrigins(id, *changes, file);
    if (!origins)
        co_return std::unexpected(origins.error());
    const LineOrigin *origin = old ? (*origins)->ofRemoved(line) : (*origins)->ofAdded(line);
    QJsonObject answer = origin ? originToJson(*origin) : untouched();
    answer[u"path"_s] = displayPath(path);
    answer[u"line"_s] = line + 1;
    answer[u"text"_s] = QString::fromUtf8(lines.line(line).first(std::min(maxLine, lines.line(line).size())));
    co_return QJsonObject(answer);
}

Task<QJsonObject> noteCommand(Runner &runner, QJsonObject command)
{
    const auto commit = co_await runner.review().noteOrigins(SessionId(command["id"_L1].toInteger()));
    if (!commit)
        co_return std::unexpected(commit.error());
    co_return QJsonObject{{u"commit"_s, commit->value}};
}

} // namespace pilothouse
