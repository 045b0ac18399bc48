#include "ui/review/inline_diff.h"

#include "runner/base/visible_text.h"

#include <QStringList>

namespace pilothouse {

namespace {

QList<QStringView> linesOf(QStringView text)
{
    if (text.isEmpty())
        return {};
    QList<QStringView> lines = text.split(u'\n');
    if (lines.constLast().isEmpty())
        lines.removeLast();
    return lines;
}

} // namespace

InlineDiff inlineDiff(const std::optional<QString> &oldText, const QString &newText, int context, int most)
{
    const QList<QStringView> before = linesOf(oldText ? QStringView(*oldText) : QStringView());
    const QList<QStringView> after = linesOf(newText);
    qsizetype head = 0;
    while (head < before.size() && head < after.size() && before[head] == after[head])
        ++head;
    qsizetype tail = 0;
    while (tail < before.size() - head && tail < after.size() - head
        && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    InlineDiff diff;
    diff.removed = static_cast<int>(before.size() - head - tail);
    diff.added = static_cast<int>(after.size() - head - tail);
    const auto add = [&](InlineDiffLine::Kind kind, QStringView text) {
        if (static_cast<int>(diff.lines.size()) >= most)
            diff.cut = true;
        else
            diff.lines.push_back({kind, visibleText(text, LineBreaks::Show)});
    };
    if (head > context)
        add(InlineDiffLine::Kind::Gap, {});
    for (qsizetype i = qMax<qsizetype>(0, head - context); i < head; ++i)
        add(InlineDiffLine::Kind::Context, before[i]);
    for (qsizetype i = head; i < before.size() - tail; ++i)
        add(InlineDiffLine::Kind::Removed, before[i]);
    for (qsizetype i = head; i < after.size() - tail; ++i)
        add(InlineDiffLine::Kind::Added, after[i]);
    for (qsizetype i = after.size() - tail; i < qMin<qsizetype>(after.size(), after.size() - tail + context); ++i)
        add(InlineDiffLine::Kind::Context, after[i]);
    if (tail > context)
        add(InlineDiffLine::Kind::Gap, {});
    return diff;
}

} // namespace pilothouse
