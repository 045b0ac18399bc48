#include "runner/workspace/gitmodules_file.h"

#include <QByteArray>
#include <QStringBuilder>

#include <optional>

namespace pilothouse {

namespace {

/// The value after "=", to the end of its (continued) line: quotes and escapes resolved, comments dropped.
QByteArray takeValue(QByteArrayView &rest)
{
    QByteArray value;
    bool quoted = false;
    bool comment = false;
    qsizetype at = 0;
    for (; at < rest.size(); ++at) {
        const char c = rest[at];
        if (c == '\n')
            break;
        if (comment)
            continue;
        if (c == '\\' && at + 1 < rest.size()) {
            const char next = rest[++at];
            if (next == '\r' && at + 1 < rest.size() && rest[at + 1] == '\n')
                ++at;
            else if (next != '\n')
                value += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'b' ? '\b' : next;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '#' || c == ';')) {
            comment = true;
        } else {
            value += c;
        }
    }
    rest = rest.sliced(at);
    return value.trimmed();
}

/// "[submodule "name"]": the name; nothing for any other section. `rest` is behind the bracket afterwards.
std::optional<QByteArray> takeSection(QByteArrayView &rest)
{
    const qsizetype quote = rest.indexOf('"');
    const qsizetype close = rest.indexOf(']');
    const QByteArray section =
        rest.sliced(1, (quote > 0 && (close < 0 || quote < close) ? quote : std::max<qsizetype>(close, 1)) - 1)
            .trimmed()
            .toByteArray()
            .toLower();
    if (quote < 0 || (close >= 0 && close < quote)) {
        rest = close < 0 ? QByteArrayView() : rest.sliced(close + 1);
        // The old spelling [submodule.name].
        return section.startsWith("submodule.") ? std::optional(section.sliced(10)) : std::nullopt;
    }
    QByteArray name;
    qsizetype at = quote + 1;
    for (; at < rest.size() && rest[at] != '"' && rest[at] != '\n'; ++at) {
        if (rest[at] == '\\' && at + 1 < rest.size())
            ++at;
        name += rest[at];
    }
    const qsizetype end = rest.indexOf(']', at);
    rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
    return section == "submodule" ? std::optional(name) : std::nullopt;
}

bool leadsOut(QByteArray name)
{
    name.replace('\\', '/');
    return name.isEmpty() || QByteArray("/" + name + "/").contains("/../");
}

bool isDangerous(const QByteArray &key, const QByteArray &value)
{
    const bool option = value.startsWith('-');
    if (key == "update")
        return value.startsWith('!');
    if (key == "path")
        return option || leadsOut(value);
    return key == "url" && (option || value.contains('\n') || value.toLower().contains("%0a"));
}

} // namespace

bool isDangerousGitmodules(QByteArrayView content)
{
    QByteArrayView rest = content;
    bool inSubmodule = false;
    while (!rest.isEmpty()) {
        const char c = rest.front();
        if (c == '[') {
            const std::optional<QByteArray> name = takeSection(rest);
            inSubmodule = name.has_value();
            if (name && leadsOut(*name))
                return true;
        } else if (c == '#' || c == ';') {
            const qsizetype end = rest.indexOf('\n');
            rest = end < 0 ? QByteArrayView() : rest.sliced(end);
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            qsizetype end = 0;
            while (end < rest.size() && rest[end] != '=' && rest[end] != '\n')
                ++end;
            const QByteArray key = rest.first(end).trimmed().toByteArray().toLower();
            rest = rest.sliced(end);
            if (rest.startsWith('=')) {
                rest = rest.sliced(1);
                if (const QByteArray value = takeValue(rest); inSubmodule && isDangerous(key, value))
                    return true;
            }
        } else {
            rest = rest.sliced(1);
        }
    }
    return false;
}

} // namespace pilothouse
