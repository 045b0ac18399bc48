#include "ui/review/block_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace pilothouse {

namespace {

struct BlockWords {
    Q_DECLARE_TR_FUNCTIONS(BlockWords)
};

QString shortId(const ObjectId &id)
{
    return id.isValid() ? id.value.left(12) : BlockWords::tr("nothing");
}

/// From what size and content to what.
QString sizes(const FileChange &change)
{
    const QLocale locale;
    if (change.oldPath.isEmpty())
        return BlockWords::tr("It has %1 (%2).").arg(locale.formattedDataSize(change.newSize), shortId(change.newBlob));
    if (change.newPath.isEmpty())
        return BlockWords::tr("It had %1 (%2).").arg(locale.formattedDataSize(change.oldSize), shortId(change.oldBlob));
    return BlockWords::tr("It was %1 (%2) and is now %3 (%4).")
        .arg(locale.formattedDataSize(change.oldSize), shortId(change.oldBlob),
            locale.formattedDataSize(change.newSize), shortId(change.newBlob));
}

QString modeWords(quint32 mode)
{
    switch (mode) {
    case 0100755:
        return BlockWords::tr("executable");
    case 0120000:
        return BlockWords::tr("a link");
    case 0160000:
        return BlockWords::tr("a submodule");
    default:
        return BlockWords::tr("an ordinary file");
    }
}

} // namespace

QString blockWords(const ReviewDocument &document, int file)
{
    const FileChange &change = document.change(file);
    switch (document.block(file)) {
    case FileBlock::None:
    case FileBlock::Loading:
        return {};
    case FileBlock::Failed:
        return document.failure(file);
    case FileBlock::Binary:
        return BlockWords::tr("This file is not text. %1").arg(sizes(change));
    case FileBlock::Image:
        return sizes(change);
    case FileBlock::Submodule:
        return BlockWords::tr("A submodule: from commit %1 to %2.")
            .arg(shortId(change.oldBlob), shortId(change.newBlob));
    case FileBlock::TooLarge:
        return BlockWords::tr("This file is too large to compare line by line. %1").arg(sizes(change));
    case FileBlock::ModeOnly:
        return BlockWords::tr("Only the file's mode changed: it was %1 and is now %2.")
            .arg(modeWords(change.oldMode), modeWords(change.newMode));
    case FileBlock::RenameOnly:
        return BlockWords::tr("The file was renamed and its content is the same.");
    case FileBlock::Empty:
        return change.oldPath.isEmpty() ? BlockWords::tr("An empty file was added.")
            : change.newPath.isEmpty()  ? BlockWords::tr("An empty file was deleted.")
                                        : BlockWords::tr("No line differs.");
    }
    return {};
}

QString coarseWords()
{
    return BlockWords::tr("too many lines differ: shown as one change");
}

QString fileRemark(const FileChange &change)
{
    QStringList remarks;
    if (change.oldMode != change.newMode && change.oldMode != 0 && change.newMode != 0)
        remarks.append(BlockWords::tr("%1 \u2192 %2").arg(modeWords(change.oldMode), modeWords(change.newMode)));
    else if (change.newMode == 0120000)
        remarks.append(BlockWords::tr("link"));
    if (change.newNature.kind == FileKind::LfsPointer || change.oldNature.kind == FileKind::LfsPointer)
        remarks.append(BlockWords::tr("pointer to large file storage"));
    if (change.newNature.encoding == TextEncoding::NotUtf8)
        remarks.append(BlockWords::tr("not UTF-8"));
    else if (change.newNature.encoding != TextEncoding::Utf8)
        remarks.append(BlockWords::tr("UTF-16"));
    if (change.oldNature.lineEnds != change.newNature.lineEnds && !change.oldPath.isEmpty()
        && !change.newPath.isEmpty())
        remarks.append(BlockWords::tr("line ends differ"));
    else if (change.newNature.lineEnds == LineEnds::CrLf)
        remarks.append(BlockWords::tr("CRLF"));
    else if (change.newNature.lineEnds == LineEnds::Mixed)
        remarks.append(BlockWords::tr("mixed line ends"));
    return remarks.join(QStringLiteral(" \u00b7 "));
}

} // namespace pilothouse
