#include "runner/egress/request_shape.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr size_t mostCrossings = 16;
constexpr qsizetype placeLength = 120;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(pilothouse::ModelRequest)
};

const QList<ErrorCode> &crossingCodes()
{
    static const QList<ErrorCode> codes{ModelHostedTool, ModelRemoteContent, ModelStored, ModelUnknownField};
    return codes;
}

/// The code that a shape names in "!".
ErrorCode codeOf(const QJsonObject &shape)
{
    const QString name = shape["!"_L1].toString();
    for (const ErrorCode code : crossingCodes()) {
        if (name == code.name)
            return code;
    }
    return ModelUnknownField;
}

/// The kinds of parts that are no text, in all protocols.
bool isMedia(const QString &kind)
{
    static const QSet<QString> kinds{
        u"image"_s, u"image_url"_s, u"input_image"_s, u"file"_s, u"input_file"_s, u"input_audio"_s, u"document"_s};
    return kinds.contains(kind);
}

QString sentenceOf(ErrorCode code)
{
    if (code == ModelHostedTool)
        return Words::tr("The request offers the model a tool that runs at the provider and not in the sandbox.");
    if (code == ModelRemoteContent)
        return Words::tr(
            "The request names content by its address, which the provider would fetch, instead of holding it.");
    if (code == ModelStored)
        return Words::tr("The request uses or leaves something that is stored at the provider.");
    return Words::tr("The request has a part that Pilothouse does not know, so what it does cannot be said.");
}

enum class Level { Top, Below };

class Filter {
public:
    explicit Filter(const QJsonObject &shapes) : m_shapes(shapes) { }

    std::vector<AskCrossing> takeCrossings() { return std::move(m_crossings); }
    const QString &wrongPlace() const { return m_wrong; }
    int media() const { return m_media; }

    /// Nothing: leave it out.
    std::optional<QJsonValue> lay(const QJsonValue &shape, const QJsonValue &value, const QString &place, Level level)
    {
        // null is how many clients write "not given".
        if (value.isNull() && level == Level::Below)
            return shape.toString() == "drop"_L1 ? std::nullopt : std::optional(value);
        if (shape.isString())
            return layWord(shape.toString(), value, place, level);
        if (shape.isArray())
            return layList(shape.toArray().at(0), value, place);
        const QJsonObject object = shape.toObject();
        if (object.contains("|"_L1))
            return layFirstFit(object["|"_L1].toArray(), value, place);
        if (object.contains("="_L1))
            return object["="_L1].toArray().contains(value) ? value : cross(codeOf(object), value, place);
        if (object.contains("?"_L1))
            return layKind(object, value, place);
        return layFields(object, value, place, level);
    }

private:
    std::optional<QJsonValue> layWord(const QString &word, const QJsonValue &value, const QString &place, Level level)
    {
        if (word.startsWith(u'$'))
            return lay(m_shapes.value(word.sliced(1)), value, place, level);
        if (word == "free"_L1)
            return value;
        if (word == "drop"_L1)
            return std::nullopt;
        if (word == "text"_L1)
            return value.isString() ? value : wrong(place);
        if (word == "number"_L1)
            return value.isDouble() ? value : wrong(place);
        if (word == "flag"_L1)
            return value.isBool() ? value : wrong(place);
        if (word == "data-url"_L1) {
            if (!value.isString())
                return wrong(place);
            return value.toString().startsWith("data:"_L1, Qt::CaseInsensitive)
                ? value
                : cross(ModelRemoteContent, value, place);
        }
        for (const ErrorCode code : crossingCodes()) {
            if (word.sliced(std::min<qsizetype>(word.size(), 6)) == code.name)
                return cross(code, value, place);
        }
        return cross(ModelUnknownField, value, place);
    }

    std::optional<QJsonValue> layList(const QJsonValue &shape, const QJsonValue &value, const QString &place)
    {
        if (!value.isArray())
            return wrong(place);
        QJsonArray kept;
        qsizetype at = 0;
        const QJsonArray items = value.toArray();
        for (const auto &item : items) {
            if (const auto laid = lay(shape, item, u"%1[%2]"_s.arg(place).arg(at++), Level::Below))
                kept.append(*laid);
        }
        return kept;
    }

    std::optional<QJsonValue> layFirstFit(const QJsonArray &shapes, const QJsonValue &value, const QString &place)
    {
        for (const auto &shape : shapes) {
            const bool fits = shape.isArray()                           ? value.isArray()
                : shape.isObject() || shape.toString().startsWith(u'$') ? value.isObject()
                                                                        : value.isString();
            if (fits)
                return lay(shape, value, place, Level::Below);
        }
        return wrong(place);
    }

    std::optional<QJsonValue> layKind(const QJsonObject &kinds, const QJsonValue &value, const QString &place)
    {
        if (!value.isObject())
            return wrong(place);
        const QJsonValue kind = value[kinds["?"_L1].toString()];
        m_media += isMedia(kind.toString());
        const auto shape = kind.isString() || kind.isUndefined() ? kinds.constFind(kind.toString()) : kinds.constEnd();
        if (shape != kinds.constEnd() && shape.key() != "?"_L1 && shape.key() != "!"_L1)
            return lay(*shape, value, place, Level::Below);
        return cross(codeOf(kinds), value, place + u' ' + kind.toString());
    }

    std::optional<QJsonValue> layFields(
        const QJsonObject &fields, const QJsonValue &value, const QString &place, Level level)
    {
        if (!value.isObject())
            return wrong(place);
        const auto others = fields.constFind("*"_L1);
        const QJsonObject object = value.toObject();
        QJsonObject kept;
        for (auto field = object.begin(); field != object.end(); ++field) {
            m_media +=
                field.key() == "inlineData"_L1 || field.key() == "inline_data"_L1; // Gemini's parts have no kind.
            const QString name = place.isEmpty() ? field.key() : place + u'.' + field.key();
            const auto known = field.key() == "*"_L1 ? others : fields.constFind(field.key());
            std::optional<QJsonValue> laid;
            if (known != fields.constEnd())
                laid = lay(*known, *field, name, Level::Below);
            else if (others != fields.constEnd())
                laid = lay(*others, *field, name, Level::Below);
            else if (level == Level::Top)
                laid = cross(ModelUnknownField, *field, name);
            if (laid)
                kept.insert(field.key(), *laid);
        }
        return kept;
    }

    /// Kept, since it goes out as it is when a person allows it.
    QJsonValue cross(ErrorCode code, const QJsonValue &value, const QString &place)
    {
        if (m_crossings.size() < mostCrossings)
            m_crossings.push_back({code, sentenceOf(code), place.first(std::min(place.size(), placeLength))});
        return value;
    }

    std::optional<QJsonValue> wrong(const QString &place)
    {
        if (m_wrong.isEmpty())
            m_wrong = place.first(std::min(place.size(), placeLength));
        return std::nullopt;
    }

    const QJsonObject &m_shapes;
    std::vector<AskCrossing> m_crossings;
    QString m_wrong;
    int m_media = 0;
};

} // namespace

Result<ShapedBody> shapedBody(const QJsonObject &body, const QJsonObject &shapes, const QString &root)
{
    Filter filter(shapes);
    const std::optional<QJsonValue> kept = filter.lay(root, body, {}, Level::Top);
    if (!filter.wrongPlace().isEmpty())
        return failure(InvalidArgument,
            Words::tr("The request's “%1” is not of the kind that belongs there.").arg(filter.wrongPlace()));
    return ShapedBody{
        .body = kept.value_or(QJsonObject()).toObject(), .media = filter.media(), .crossings = filter.takeCrossings()};
}

} // namespace pilothouse
