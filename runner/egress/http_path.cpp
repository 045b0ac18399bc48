#include "runner/egress/http_head.h"
#include "runner/egress/http_head_lines.h"

#include <QByteArrayList>

#include <algorithm>

namespace pilothouse {

namespace {

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView("-._~").contains(c);
}

bool isPathByte(char c)
{
    return isUnreserved(c) || QByteArrayView("!$&'()*+,;=:@/").contains(c);
}

bool startsWithCode(QByteArrayView text)
{
    return text.size() >= 2 && isHexDigit(text[0]) && isHexDigit(text[1]);
}

/// What no percent code may stand for: control characters, a backslash, and bytes that UTF-8 never has, with which some
/// decoders can be made to see a dot or a slash.
bool isForbidden(char c)
{
    const auto byte = static_cast<uchar>(c);
    return byte < 0x20 || byte == 0x7f || c == '\\' || byte == 0xc0 || byte == 0xc1 || byte >= 0xf5;
}

/// One notation for every byte.
Result<QByteArray> withOneNotation(QByteArrayView path)
{
    QByteArray out;
    out.reserve(path.size());
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (path[i] != '%') {
            if (!isPathByte(path[i]))
                return httpViolation("a character that no path has");
            out += path[i];
            continue;
        }
        if (!startsWithCode(path.sliced(i + 1)))
            return httpViolation("a percent sign without its code");
        const QByteArray code = path.sliced(i + 1, 2).toByteArray();
        const char byte = QByteArray::fromHex(code).front();
        i += 2;
        if (isForbidden(byte))
            return httpViolation("a percent code that servers understand in several ways");
        out += isUnreserved(byte) ? QByteArray(1, byte) : '%' + code.toUpper();
    }
    // Looked for in what came out: the code behind an encoded percent sign may itself have been encoded.
    for (qsizetype at = out.indexOf("%25"); at >= 0; at = out.indexOf("%25", at + 3)) {
        if (startsWithCode(QByteArrayView(out).sliced(at + 3)))
            return httpViolation("a percent code that servers understand in several ways");
    }
    return out;
}

bool isDots(QByteArrayView name)
{
    return name == "." || name == "..";
}

/// Dots that only some servers take for a way up: behind an encoded slash or before a semicolon.
bool hidesDots(const QByteArray &segment)
{
    if (isDots(segment))
        return false;
    QByteArray name = segment;
    const QByteArrayList parts = name.replace("%2F", "/").split('/');
    return std::ranges::any_of(parts, [](const QByteArray &part) {
        const qsizetype semicolon = part.indexOf(';');
        return isDots(semicolon < 0 ? QByteArrayView(part) : QByteArrayView(part).first(semicolon));
    });
}

} // namespace

Result<QByteArray> normalisedHttpPath(QByteArrayView path)
{
    if (!path.startsWith('/'))
        return httpViolation("a path that does not start with a slash");
    const Result<QByteArray> plain = withOneNotation(path);
    if (!plain)
        return std::unexpected(plain.error());
    QByteArrayList kept;
    const QByteArrayList segments = plain->sliced(1).split('/');
    for (const QByteArray &segment : segments) {
        if (hidesDots(segment))
            return httpViolation("dots that only some servers take for a way up");
        if (segment == "..") {
            if (kept.isEmpty())
                return httpViolation("a way above the root");
            kept.removeLast();
        } else if (!segment.isEmpty() && segment != ".") {
            kept.push_back(segment);
        }
    }
    const bool folder = segments.last().isEmpty() || isDots(segments.last());
    QByteArray out = '/' + kept.join('/');
    if (folder && !kept.isEmpty())
        out += '/';
    return out;
}

} // namespace pilothouse
