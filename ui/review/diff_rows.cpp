#include "ui/review/diff_rows.h"

#include "runner/base/visible_text.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

#include <mutex>

namespace pilothouse {

namespace {

constexpr size_t MostHighlightedLines = 20'000;
constexpr qsizetype MostHighlightedLength = 2000; ///< Characters of a line; longer lines are data, not code.
constexpr qsizetype MostShownLength = 20'000;

/// The definitions, read at first use and kept; guarded, because a Repository may be used by one thread at a time.
struct Definitions {
    std::mutex mutex;
    KSyntaxHighlighting::Repository repository;
};

Definitions &definitions()
{
    static Definitions all;
    return all;
}

class Highlighter final : public KSyntaxHighlighting::AbstractHighlighter {
public:
    KSyntaxHighlighting::State line(
        const QString &text, const KSyntaxHighlighting::State &state, std::vector<HighlightSpan> &spans)
    {
        m_spans = &spans;
        return highlightLine(text, state);
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        const bool colored = format.hasTextColor(theme());
        if (length > 0 && (colored || format.isBold(theme()) || format.isItalic(theme())))
            m_spans->push_back({offset, length, colored ? format.textColor(theme()).rgb() : 0, format.isBold(theme()),
                format.isItalic(theme())});
    }

private:
    std::vector<HighlightSpan> *m_spans = nullptr;
};

QString shownText(const QByteArray &bytes)
{
    QString text = visibleText(QString::fromUtf8(bytes.endsWith('\r') ? bytes.chopped(1) : bytes), LineBreaks::Show);
    if (bytes.endsWith('\r'))
        text += QChar(u'\u240D'); // a carriage return that a diff would otherwise hide
    if (text.size() > MostShownLength)
        text = text.left(MostShownLength) + QChar(u'\u2026');
    return text;
}

void measure(DiffRows &all)
{
    for (const DiffRow &row : all.rows) {
        all.longest = qMax(all.longest, static_cast<int>(row.text.size() + 3 * row.text.count(u'\t')));
        all.largestNumber = qMax(all.largestNumber, qMax(row.oldNumber, row.newNumber));
    }
}

void highlight(DiffRows &all, const QString &fileName, HighlightScheme scheme, const std::stop_token &stop)
{
    if (all.rows.size() > MostHighlightedLines)
        return;
    Definitions &known = definitions();
    const std::scoped_lock lock(known.mutex);
    const auto definition = known.repository.definitionForFileName(fileName);
    if (!definition.isValid())
        return;
    Highlighter highlighter;
    highlighter.setDefinition(definition);
    highlighter.setTheme(
        known.repository.defaultTheme(scheme == HighlightScheme::Dark ? KSyntaxHighlighting::Repository::DarkTheme
                                                                      : KSyntaxHighlighting::Repository::LightTheme));
    KSyntaxHighlighting::State before;
    KSyntaxHighlighting::State after;
    for (DiffRow &row : all.rows) {
        if (stop.stop_requested())
            return;
        if (row.text.size() > MostHighlightedLength)
            continue;
        switch (row.kind) {
        case DiffRow::Kind::Hunk:
            before = after = {};
            break;
        case DiffRow::Kind::Removed:
            before = highlighter.line(row.text, before, row.spans);
            break;
        case DiffRow::Kind::Added:
            after = highlighter.line(row.text, after, row.spans);
            break;
        case DiffRow::Kind::Context:
            before = after = highlighter.line(row.text, after, row.spans);
            break;
        case DiffRow::Kind::NoNewline:
            break;
        }
    }
}

} // namespace

std::shared_ptr<const DiffRows> makeDiffRows(
    const FileDiff &diff, const QString &fileName, HighlightScheme scheme, const std::stop_token &stop)
{
    auto all = std::make_shared<DiffRows>();
    for (const Hunk &hunk : diff.hunks) {
        if (stop.stop_requested())
            return all;
        all->rows.push_back({DiffRow::Kind::Hunk, 0, 0,
            QStringLiteral("@@ \u2212%1,%2 +%3,%4 @@  %5")
                .arg(hunk.oldStart)
                .arg(hunk.oldLines)
                .arg(hunk.newStart)
                .arg(hunk.newLines)
                .arg(shownText(hunk.heading)),
            {}});
        for (const DiffLine &line : hunk.lines) {
            const auto kind = line.kind == DiffLine::Kind::Added ? DiffRow::Kind::Added
                : line.kind == DiffLine::Kind::Removed           ? DiffRow::Kind::Removed
                                                                 : DiffRow::Kind::Context;
            all->rows.push_back({kind, line.oldNumber, line.newNumber, shownText(line.text), {}});
            if (line.endsWithoutNewline)
                all->rows.push_back({DiffRow::Kind::NoNewline, 0, 0, {}, {}});
        }
    }
    measure(*all);
    highlight(*all, fileName, scheme, stop);
    return all;
}

std::shared_ptr<const DiffRows> makeFileRows(
    const QByteArray &content, const QString &fileName, HighlightScheme scheme, const std::stop_token &stop)
{
    auto all = std::make_shared<DiffRows>();
    QList<QByteArray> lines = content.split('\n');
    if (!lines.isEmpty() && lines.constLast().isEmpty())
        lines.removeLast();
    int number = 0;
    for (const QByteArray &line : std::as_const(lines)) {
        if (stop.stop_requested())
            return all;
        all->rows.push_back({DiffRow::Kind::Context, 0, ++number, shownText(line), {}});
    }
    measure(*all);
    highlight(*all, fileName, scheme, stop);
    return all;
}

} // namespace pilothouse
