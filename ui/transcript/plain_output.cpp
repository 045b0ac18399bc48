#include "ui/transcript/plain_output.h"

#include "runner/base/visible_text.h"

namespace pilothouse {

namespace {

/// The position after the escape sequence that starts at `at` (ECMA-48: CSI, OSC and other strings, two-character
/// ones).
qsizetype afterEscape(QStringView text, qsizetype at)
{
    qsizetype i = at + 1;
    if (i >= text.size())
        return i;
    const QChar kind = text[i++];
    if (kind == u'[') {
        while (i < text.size() && text[i] >= u' ' && text[i] < u'@')
            ++i;
        return i < text.size() && text[i] >= u'@' && text[i] <= u'~' ? i + 1 : i;
    }
    if (kind == u']' || kind == u'P' || kind == u'_' || kind == u'^' || kind == u'X') {
        while (i < text.size() && text[i] != u'\a' && text[i] != u'\n') {
            if (text[i] == u'\x1b')
                return i + 1 < text.size() && text[i + 1] == u'\\' ? i + 2 : i;
            ++i;
        }
        return i < text.size() && text[i] == u'\a' ? i + 1 : i;
    }
    if (kind >= u' ' && kind <= u'/') {
        while (i < text.size() && text[i] >= u' ' && text[i] <= u'/')
            ++i;
        return qMin(i + 1, text.size());
    }
    return i;
}

QString plainLine(QStringView line)
{
    QString shown;
    qsizetype column = 0;
    for (qsizetype i = 0; i < line.size();) {
        const QChar c = line[i];
        if (c == u'\x1b') {
            i = afterEscape(line, i);
            continue;
        }
        ++i;
        if (c == u'\r') {
            column = 0;
        } else if (c == u'\b') {
            column = qMax<qsizetype>(0, column - 1);
        } else if (c == u'\a') {
            continue;
        } else if (column < shown.size()) {
            shown[column++] = c;
        } else {
            shown += c;
            ++column;
        }
    }
    return visibleText(shown, LineBreaks::Show);
}

} // namespace

QStringList plainLines(QStringView output)
{
    QStringList lines;
    for (const QStringView line : output.split(u'\n'))
        lines.append(plainLine(line.endsWith(u'\r') ? line.chopped(1) : line));
    while (!lines.isEmpty() && lines.constLast().isEmpty())
        lines.removeLast();
    return lines;
}

} // namespace pilothouse
