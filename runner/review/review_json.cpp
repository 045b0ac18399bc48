#include "runner/review/review_json.h"

#include <array>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype RangesKept = 1'000'000; // of one side of one file
constexpr qsizetype FilesKept = 200'000;
constexpr int LastLine = 1 << 30;

QString pathText(const QByteArray &path)
{
    return QString::fromLatin1(path.toBase64()); // paths are bytes
}

QByteArray path(const QJsonValue &value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

/// [first, count, first, count, …]
QJsonArray rangesToJson(const std::vector<LineRange> &ranges)
{
    QJsonArray out;
    for (const LineRange &range : ranges) {
        out.append(range.first);
        out.append(range.count);
    }
    return out;
}

std::optional<std::vector<LineRange>> rangesFromJson(const QJsonArray &json)
{
    if (json.size() % 2 != 0 || json.size() > 2 * RangesKept)
        return {};
    std::vector<LineRange> out;
    out.reserve(static_cast<size_t>(json.size() / 2));
    int behind = -1;
    for (qsizetype at = 0; at < json.size(); at += 2) {
        const LineRange range{json[at].toInt(-1), json[at + 1].toInt(-1)};
        if (range.first <= behind || range.count <= 0 || range.first > LastLine || range.count > LastLine)
            return {};
        behind = range.end();
        out.push_back(range);
    }
    return out;
}

template <size_t Size>
std::optional<size_t> indexOf(const std::array<QLatin1StringView, Size> &names, const QString &name)
{
    for (size_t at = 0; at < Size; ++at) {
        if (names.at(at) == name)
            return at;
    }
    return {};
}

constexpr std::array Decisions{"open"_L1, "accepted"_L1, "rejected"_L1};
constexpr std::array Verdicts{"approve"_L1, "request_changes"_L1, "comment"_L1};

} // namespace

QJsonObject toJson(const ReviewedFile &file)
{
    QJsonObject out{
        {u"old"_s, pathText(file.parts.oldPath)},
        {u"new"_s, pathText(file.parts.newPath)},
        {u"oldBlob"_s, file.content.oldBlob.value},
        {u"newBlob"_s, file.content.newBlob.value},
        {u"oldMode"_s, static_cast<qint64>(file.content.oldMode)},
        {u"newMode"_s, static_cast<qint64>(file.content.newMode)},
    };
    if (file.content.copied)
        out[u"copied"_s] = true;
    if (file.parts.whole)
        out[u"whole"_s] = true;
    if (file.parts.properties)
        out[u"properties"_s] = true;
    if (!file.parts.removed.empty())
        out[u"removed"_s] = rangesToJson(file.parts.removed);
    if (!file.parts.added.empty())
        out[u"added"_s] = rangesToJson(file.parts.added);
    return out;
}

std::optional<ReviewedFile> reviewedFileFromJson(const QJsonObject &json)
{
    auto removed = rangesFromJson(json["removed"_L1].toArray());
    auto added = rangesFromJson(json["added"_L1].toArray());
    if (!removed || !added)
        return {};
    ReviewedFile file{
        .parts = {.oldPath = path(json["old"_L1]),
            .newPath = path(json["new"_L1]),
            .whole = json["whole"_L1].toBool(),
            .properties = json["properties"_L1].toBool(),
            .removed = std::move(*removed),
            .added = std::move(*added)},
        .content = {.oldBlob = ObjectId(json["oldBlob"_L1].toString()),
            .newBlob = ObjectId(json["newBlob"_L1].toString()),
            .oldMode = static_cast<quint32>(json["oldMode"_L1].toInteger()),
            .newMode = static_cast<quint32>(json["newMode"_L1].toInteger()),
            .copied = json["copied"_L1].toBool()},
    };
    if (file.parts.oldPath.isEmpty() && file.parts.newPath.isEmpty())
        return {};
    return file;
}

QJsonArray toJson(const std::vector<ReviewedFile> &files)
{
    QJsonArray out;
    for (const ReviewedFile &file : files)
        out.append(toJson(file));
    return out;
}

std::optional<std::vector<ReviewedFile>> reviewedFilesFromJson(const QJsonArray &json)
{
    if (json.isEmpty() || json.size() > FilesKept)
        return {};
    std::vector<ReviewedFile> out;
    out.reserve(static_cast<size_t>(json.size()));
    for (const auto &value : json) {
        auto file = reviewedFileFromJson(value.toObject());
        if (!file)
            return {};
        out.push_back(std::move(*file));
    }
    return out;
}

QJsonObject toJson(const CommentAnchor &anchor)
{
    return {
        {u"path"_s, pathText(anchor.path)},
        {u"side"_s, anchor.side == CommentAnchor::Side::Old ? u"old"_s : u"new"_s},
        {u"first"_s, anchor.first},
        {u"count"_s, anchor.count},
        {u"quoted"_s, anchor.quoted},
        {u"blob"_s, anchor.blob.value},
        {u"tree"_s, anchor.tree.value},
    };
}

std::optional<CommentAnchor> anchorFromJson(const QJsonObject &json)
{
    CommentAnchor anchor{
        .path = path(json["path"_L1]),
        .side = json["side"_L1].toString() == "old"_L1 ? CommentAnchor::Side::Old : CommentAnchor::Side::New,
        .first = json["first"_L1].toInt(-1),
        .count = json["count"_L1].toInt(-1),
        .quoted = json["quoted"_L1].toString(),
        .blob = ObjectId(json["blob"_L1].toString()),
        .tree = ObjectId(json["tree"_L1].toString()),
    };
    if (anchor.first < 0 || anchor.count < 0 || anchor.first > LastLine || anchor.count > LastLine)
        return {};
    return anchor;
}

QString decisionName(ReviewDecision decision)
{
    return Decisions.at(static_cast<size_t>(decision));
}

std::optional<ReviewDecision> reviewDecisionFromName(const QString &name)
{
    const auto index = indexOf(Decisions, name);
    return index ? std::optional(static_cast<ReviewDecision>(*index)) : std::nullopt;
}

QString verdictName(Verdict verdict)
{
    return Verdicts.at(static_cast<size_t>(verdict));
}

std::optional<Verdict> verdictFromName(const QString &name)
{
    const auto index = indexOf(Verdicts, name);
    return index ? std::optional(static_cast<Verdict>(*index)) : std::nullopt;
}

QJsonObject decidedPayload(const DecisionRecord &decision)
{
    return {
        {u"id"_s, decision.id},
        {u"decision"_s, decisionName(decision.decision)},
        {u"from"_s, decision.from.value},
        {u"to"_s, decision.to.value},
        {u"files"_s, toJson(decision.files)},
        {u"by"_s, decision.by},
    };
}

QJsonObject seenPayload(const std::vector<ReviewedFile> &files, bool viewed)
{
    return {{u"files"_s, toJson(files)}, {u"viewed"_s, viewed}};
}

QJsonObject commentPayload(const ReviewComment &comment)
{
    return {
        {u"id"_s, comment.id}, {u"text"_s, comment.text}, {u"anchor"_s, toJson(comment.anchor)}, {u"by"_s, comment.by}};
}

QJsonObject concludedPayload(const VerdictRecord &verdict)
{
    return {{u"verdict"_s, verdictName(verdict.verdict)}, {u"summary"_s, verdict.summary}, {u"by"_s, verdict.by},
        {u"tree"_s, verdict.tree.value}};
}

} // namespace pilothouse
