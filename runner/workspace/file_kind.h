#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace pilothouse {

/// What a file's content is, for the one who shows it. An SVG is text. LfsPointer: the few lines that stand for a file
/// in large file storage.
enum class FileKind { Text, Binary, Image, Symlink, Submodule, LfsPointer };

/// How the bytes of a text are to be read. UTF-16 is known by its byte order mark alone.
enum class TextEncoding { Utf8, NotUtf8, Utf16Le, Utf16Be };

/// Of all lines that end. Lf also when none does.
enum class LineEnds { Lf, CrLf, Mixed };

/// What a file is by its content. Names and endings play no part: binary garbage may be called anything.
struct FileNature {
    FileKind kind = FileKind::Text;
    TextEncoding encoding = TextEncoding::Utf8; ///< Of a text.
    LineEnds lineEnds = LineEnds::Lf; ///< Of a text.
    bool byteOrderMark = false; ///< The text begins with one.

    friend bool operator==(const FileNature &, const FileNature &) = default;
};

/// Looks at a regular file's content.
[[nodiscard]] FileNature natureOf(QByteArrayView content);

/// The kind that an entry's mode in a tree says, for links and submodules; none for regular files.
[[nodiscard]] std::optional<FileKind> kindOfMode(quint32 mode);

/// Whether git takes it for binary: a NUL among the first 8,000 bytes.
[[nodiscard]] bool looksBinary(QByteArrayView content);

/// The format by the first bytes: "png", "jpeg", "gif", "webp", "bmp", or null. The content may still be damaged.
[[nodiscard]] const char *imageFormat(QByteArrayView content);

struct LfsPointer {
    QByteArray sha256; ///< 64 hexadecimal digits.
    qint64 size = 0;

    friend bool operator==(const LfsPointer &, const LfsPointer &) = default;
};
/// After https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
[[nodiscard]] std::optional<LfsPointer> parseLfsPointer(QByteArrayView content);

/// A text in UTF-16 with its byte order mark, in UTF-8; what is no character becomes U+FFFD.
[[nodiscard]] QByteArray utf8FromUtf16(QByteArrayView content, TextEncoding encoding);

} // namespace pilothouse
