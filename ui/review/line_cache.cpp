#include "ui/review/line_cache.h"

namespace pilothouse {

namespace {
constexpr int KeptCharacters = 150'000; ///< Laid out; some ten screens of code.
constexpr int KeptColoredLines = 6000;
constexpr int AheadLines = 48;

const std::shared_ptr<const TextLines> &textOf(const LineDiff &diff, ReviewSide side)
{
    return side == ReviewSide::Old ? diff.before : diff.after;
}
} // namespace

LineCache::LineCache(const ReviewDocument &document, QObject *parent)
    : QObject(parent),
      m_document(document),
      m_palette(&SyntaxPalette::light()),
      m_layouts(KeptCharacters),
      m_spans(KeptColoredLines)
{
    connect(&m_styler, &LineStyler::answered, this, &LineCache::take, Qt::QueuedConnection);
}

void LineCache::reset(const CodeFont &font, qreal width, const SyntaxPalette &palette)
{
    m_layouts.clear(); // they refer to the font
    m_font = font;
    m_width = width;
    m_palette = &palette;
}

const LineLayout &LineCache::layout(int file, ReviewSide side, int line)
{
    const LineKey key{m_document.textId(file, side), line};
    if (const LineLayout *known = m_layouts.object(key))
        return *known;
    const LineDiff &diff = *m_document.lines(file);
    const TextLines &text = *textOf(diff, side);
    const FileChange &change = m_document.change(file);
    const bool allReturns = change.oldNature.lineEnds == LineEnds::CrLf && change.newNature.lineEnds == LineEnds::CrLf;
    const LineEnding ending{!allReturns, line + 1 == text.count() && !text.endsWithNewline()};
    auto *made = new LineLayout(lineText(text.line(line), ending), m_font, m_width);
    const std::vector<SyntaxSpan> *spans = m_spans.object(key);
    if (spans || !made->text().ascii)
        made->setSpans(spans ? *spans : std::vector<SyntaxSpan>(), *m_palette);
    m_layouts.insert(key, made, qMin(KeptCharacters / 2, 40 + static_cast<int>(made->text().text.size())));
    return *made;
}

const std::vector<LineRange> &LineCache::words(int file, ReviewSide side, int line)
{
    static const std::vector<LineRange> none;
    const std::vector<LineRange> *known = m_words.object({m_document.textId(file, side), line});
    return known ? *known : none;
}

bool LineCache::isMoved(int, ReviewSide, int) const
{
    return false;
}

void LineCache::complete(const std::vector<Wish> &wishes)
{
    std::vector<StyleQuestion> questions;
    for (const Wish &wish : wishes) {
        const auto &diff = m_document.lines(wish.file);
        const quint64 textId = m_document.textId(wish.file, wish.side);
        LineRange missing = wish.lines;
        while (missing.count > 0 && m_spans.contains({textId, missing.first})) {
            ++missing.first;
            --missing.count;
        }
        if (missing.count == 0)
            continue;
        const int end = qMin(missing.end() + AheadLines, textOf(*diff, wish.side)->count());
        missing.count = end - missing.first;
        questions.push_back({textId, diff, wish.side, QString::fromUtf8(m_document.change(wish.file).path()), missing});
    }
    if (!questions.empty())
        m_styler.ask(std::move(questions));
}

void LineCache::take(const StyleAnswer &answer)
{
    for (size_t i = 0; i < answer.lines.size(); ++i) {
        const LineKey key{answer.textId, answer.first + static_cast<int>(i)};
        m_spans.insert(key, new std::vector<SyntaxSpan>(answer.lines[i]));
        if (LineLayout *shown = m_layouts.object(key))
            shown->setSpans(answer.lines[i], *m_palette);
    }
    Q_EMIT completed();
}

} // namespace pilothouse
