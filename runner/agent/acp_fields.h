#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

/// Reading single fields of untrusted JSON within bounds; shared by the parsers of this folder.
namespace pilothouse::acp {

/// At most `limit` UTF-16 units, never half a character.
[[nodiscard]] QString cut(const QString &text, qsizetype limit);

/// A text field; empty when it is missing or no text.
[[nodiscard]] QString textField(const QJsonObject &object, QLatin1StringView key, qsizetype limit);

/// The same, absent when it is missing, null or no text.
[[nodiscard]] std::optional<QString> optionalText(const QJsonObject &object, QLatin1StringView key, qsizetype limit);

/// A title, name or description: a text field within limits::labelLength.
[[nodiscard]] QString labelField(const QJsonObject &object, QLatin1StringView key);

/// A non-negative integer that a double holds exactly, else absent.
[[nodiscard]] std::optional<qint64> countField(const QJsonObject &object, QLatin1StringView key);

/// An id (see boundedId()); empty when it is missing.
[[nodiscard]] QString idField(const QJsonObject &object, QLatin1StringView key);

[[nodiscard]] inline QJsonObject objectField(const QJsonObject &object, QLatin1StringView key)
{
    return object.value(key).toObject();
}

/// The value whose name is the field's text; absent when there is none of that name.
template <class Enum, size_t count>
[[nodiscard]] std::optional<Enum> enumField(
    const QJsonObject &object, QLatin1StringView key, const std::pair<QLatin1StringView, Enum> (&names)[count])
{
    const QString text = object.value(key).toString();
    for (const auto &[name, value] : names) {
        if (text == name)
            return value;
    }
    return std::nullopt;
}

/// The items of a list that `parse` (QJsonObject → optional) takes, at most limits::listLength of the first ones.
/// Absent when `value` is no list.
template <class Parse> [[nodiscard]] auto parseList(const QJsonValue &value, qsizetype limit, Parse parse)
{
    using Item = typename decltype(parse(QJsonObject()))::value_type;
    std::optional<std::vector<Item>> items;
    if (!value.isArray())
        return items;
    items.emplace();
    const QJsonArray array = value.toArray();
    for (qsizetype index = 0; index < array.size() && index < limit; ++index) {
        const QJsonValue item = array.at(index);
        if (!item.isObject())
            continue;
        if (auto parsed = parse(item.toObject()))
            items->push_back(std::move(*parsed));
    }
    return items;
}

} // namespace pilothouse::acp
