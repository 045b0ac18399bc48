#include "runner/workspace/file_kind.h"

#include <QStringConverter>
#include <QUtf8StringView>

#include <algorithm>
#include <cstring>

namespace pilothouse {

namespace {

constexpr qsizetype BinaryProbe = 8000; // What git looks at.
constexpr qsizetype LfsPointerBytes = 1024; // The specification's limit.

LineEnds lineEndsOf(QByteArrayView text)
{
    bool lf = false;
    bool crLf = false;
    const char *const begin = text.data();
    const char *const end = begin + text.size();
    for (const char *at = begin; at < end && !(lf && crLf); ++at) {
        at = static_cast<const char *>(std::memchr(at, '\n', static_cast<size_t>(end - at)));
        if (!at)
            break;
        (at > begin && at[-1] == '\r' ? crLf : lf) = true;
    }
    return crLf ? (lf ? LineEnds::Mixed : LineEnds::CrLf) : LineEnds::Lf;
}

std::optional<TextEncoding> utf16Mark(QByteArrayView content)
{
    if (content.startsWith("\xff\xfe"))
        return TextEncoding::Utf16Le;
    if (content.startsWith("\xfe\xff"))
        return TextEncoding::Utf16Be;
    return {};
}

/// Ends of lines in units of two bytes.
LineEnds lineEndsOfUtf16(QByteArrayView content, TextEncoding encoding)
{
    const qsizetype low = encoding == TextEncoding::Utf16Le ? 0 : 1;
    const auto unitIs = [&](qsizetype at, char c) { return content[at + low] == c && content[at + 1 - low] == '\0'; };
    bool lf = false;
    bool crLf = false;
    for (qsizetype at = 2; at + 1 < content.size() && !(lf && crLf); at += 2) {
        if (unitIs(at, '\n'))
            (at > 2 && unitIs(at - 2, '\r') ? crLf : lf) = true;
    }
    return crLf ? (lf ? LineEnds::Mixed : LineEnds::CrLf) : LineEnds::Lf;
}

/// The rest of the line after `key`, which must come next; moves on behind the line.
std::optional<QByteArrayView> lineAfter(QByteArrayView &content, QByteArrayView key)
{
    const qsizetype end = content.indexOf('\n');
    if (end < 0 || !content.startsWith(key) || end < key.size())
        return {};
    const QByteArrayView value = content.sliced(key.size(), end - key.size());
    content = content.sliced(end + 1);
    return value;
}

} // namespace

FileNature natureOf(QByteArrayView content)
{
    FileNature nature;
    if (imageFormat(content)) {
        nature.kind = FileKind::Image;
        return nature;
    }
    if (const std::optional<TextEncoding> utf16 = utf16Mark(content); utf16 && content.size() % 2 == 0) {
        nature.encoding = *utf16;
        nature.byteOrderMark = true;
        nature.lineEnds = lineEndsOfUtf16(content, *utf16);
        return nature;
    }
    if (looksBinary(content)) {
        nature.kind = FileKind::Binary;
        return nature;
    }
    if (parseLfsPointer(content)) {
        nature.kind = FileKind::LfsPointer;
        return nature;
    }
    nature.byteOrderMark = content.startsWith("\xef\xbb\xbf");
    nature.lineEnds = lineEndsOf(content);
    if (!content.isValidUtf8())
        nature.encoding = TextEncoding::NotUtf8;
    return nature;
}

std::optional<FileKind> kindOfMode(quint32 mode)
{
    switch (mode & 0170000) {
    case 0120000:
        return FileKind::Symlink;
    case 0160000:
        return FileKind::Submodule;
    default:
        return {};
    }
}

bool looksBinary(QByteArrayView content)
{
    return content.first(std::min(content.size(), BinaryProbe)).contains('\0');
}

const char *imageFormat(QByteArrayView content)
{
    if (content.startsWith("\x89PNG\r\n\x1a\n"))
        return "png";
    if (content.startsWith("\xff\xd8\xff"))
        return "jpeg";
    if (content.startsWith("GIF87a") || content.startsWith("GIF89a"))
        return "gif";
    if (content.size() >= 12 && content.startsWith("RIFF") && content.sliced(8, 4) == QByteArrayView("WEBP"))
        return "webp";
    // "BM" alone begins many a text: the header's reserved words are zero and the size of what follows is one of few.
    if (content.size() >= 18 && content.startsWith("BM") && content.sliced(6, 4) == QByteArrayView("\0\0\0\0", 4)
        && content.sliced(15, 3) == QByteArrayView("\0\0\0", 3)
        && QByteArrayView("\x0c\x28\x34\x38\x40\x6c\x7c").contains(content[14]))
        return "bmp";
    return nullptr;
}

std::optional<LfsPointer> parseLfsPointer(QByteArrayView content)
{
    if (content.size() >= LfsPointerBytes)
        return {};
    if (lineAfter(content, "version ") != QByteArrayView("https://git-lfs.github.com/spec/v1"))
        return {};
    while (content.startsWith("ext-"))
        content = content.sliced(std::min(content.size(), std::max<qsizetype>(0, content.indexOf('\n')) + 1));
    const std::optional<QByteArrayView> sha256 = lineAfter(content, "oid sha256:");
    const std::optional<QByteArrayView> size = lineAfter(content, "size ");
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    bool isNumber = false;
    const qint64 bytes = size ? size->toLongLong(&isNumber) : -1;
    if (!sha256 || sha256->size() != 64 || !std::ranges::all_of(*sha256, isHex) || !isNumber || bytes < 0
        || !content.isEmpty())
        return {};
    return LfsPointer{sha256->toByteArray(), bytes};
}

QByteArray utf8FromUtf16(QByteArrayView content, TextEncoding encoding)
{
    QStringDecoder decoder(encoding == TextEncoding::Utf16Be ? QStringConverter::Utf16BE : QStringConverter::Utf16LE);
    QString text = decoder(content);
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            ++i;
        else if (text[i].isSurrogate())
            text[i] = QChar::ReplacementCharacter;
    }
    return text.toUtf8();
}

} // namespace pilothouse
