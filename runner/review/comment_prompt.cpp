#include "runner/review/comment_prompt.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CommentPrompt)
};

QString placeOf(const CommentAnchor &anchor)
{
    if (anchor.path.isEmpty())
        return Words::tr("About all of your changes:");
    const QString path = displayPath(anchor.path);
    if (anchor.count == 0)
        return Words::tr("About the file %1:").arg(path);
    const int first = anchor.first + 1;
    const QString lines =
        anchor.count == 1 ? QString::number(first) : u"%1\u2013%2"_s.arg(first).arg(anchor.first + anchor.count);
    return anchor.side == CommentAnchor::Side::Old
        ? Words::tr("%1, line %2 of the file before your change:").arg(path, lines)
        : Words::tr("%1, line %2:").arg(path, lines);
}

/// A fence that nothing in the text ends.
QString fenceFor(const QString &text)
{
    qsizetype longest = 2;
    qsizetype run = 0;
    for (const QChar c : text) {
        run = c == u'`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return QString(longest + 1, u'`');
}

} // namespace

QString commentPrompt(const QList<ReviewComment> &comments)
{
    QString out = Words::tr("I have read your changes. My comments:");
    int number = 0;
    for (const ReviewComment &comment : comments) {
        out += u"\n\n%1. %2\n"_s.arg(++number).arg(placeOf(comment.anchor));
        if (!comment.anchor.quoted.isEmpty()) {
            const QString fence = fenceFor(comment.anchor.quoted);
            out += fence + u'\n' + comment.anchor.quoted;
            if (!comment.anchor.quoted.endsWith(u'\n'))
                out += u'\n';
            out += fence + u'\n';
        }
        out += comment.text.trimmed();
    }
    return out;
}

} // namespace pilothouse
