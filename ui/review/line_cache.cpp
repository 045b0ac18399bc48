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

/// Whether all lines of a file end in CR LF, and did before: then nobody wants to see it on each of them.
bool endsInReturns(const FileChange &change, ReviewSide side)
{
    const bool onlyOld = change.newPath.isEmpty();
    const bool onlyNew = change.oldPath.isEmpty();
    const bool before = onlyNew || change.oldNature.lineEnds == LineEnds::CrLf;
    const bool after = onlyOld || change.newNature.lineEnds == LineEnds::CrLf;
    return side == ReviewSide::Old ? !onlyNew && before && after : !onlyOld && before && after;
}

} // namespace

LineCache::LineCache(const ReviewDocument &document, QObject *parent)
    : QObject(parent),
      m_document(document),
      m_palette(&SyntaxPalette::light()),
      m_layouts(KeptCharacters),
      m_spans(KeptColoredLines),
      m_words(KeptColoredLines),
      m_formerSpans(KeptColoredLines),
      m_formerWords(KeptColoredLines)
{
    connect(&m_styler, &LineStyler::colored, this, &LineCache::take, Qt::QueuedConnection);
    connect(&document, &ReviewDocument::aboutToChangeRows, this, [this](int file) {
        m_formerTexts = {m_document.textId(file, ReviewSide::Old), m_document.textId(file, ReviewSide::New)};
    });
    connect(&document, &ReviewDocument::rowsChanged, this, &LineCache::keepFormer);
    connect(
        &m_styler, &LineStyler::compared, this,
        [this](const WordAnswer &before, const WordAnswer &after) {
            takeWords(before);
            takeWords(after);
            Q_EMIT completed();
        },
        Qt::QueuedConnection);
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
    const LineEnding ending{!endsInReturns(change, side), line + 1 == text.count() && !text.endsWithNewline()};
    const std::vector<SyntaxSpan> *spans = m_spans.object(key);
    if (!spans)
        spans = m_formerSpans.object(key);
    static const std::vector<SyntaxSpan> None;
    auto *made = new LineLayout(lineText(text.line(line), ending, m_width > 0 ? ShapedLimits() : UnwrappedLimits),
        m_font, m_width, *m_palette, spans ? *spans : None);
    m_layouts.insert(key, made, qMin(KeptCharacters / 2, 40 + static_cast<int>(made->text().text.size())));
    return *made;
}

const std::vector<LineRange> &LineCache::words(int file, ReviewSide side, int line)
{
    static const std::vector<LineRange> none;
    const std::vector<LineRange> *known = m_words.object({m_document.textId(file, side), line});
    if (!known)
        known = m_formerWords.object({m_document.textId(file, side), line});
    return known ? *known : none;
}

/// Lines that only moved keep their look until it was computed for the new text, so that nothing flickers.
void LineCache::keepFormer(int file)
{
    if (m_formerTexts[1] == m_document.textId(file, ReviewSide::New) || m_formerTexts[1] <= 1)
        return;
    const auto take = [&](auto &from, auto &to) {
        for (const LineKey &key : from.keys()) {
            if (key.textId != m_formerTexts[0] && key.textId != m_formerTexts[1])
                continue;
            const ReviewSide side = key.textId == m_formerTexts[0] ? ReviewSide::Old : ReviewSide::New;
            const LineKey present{m_document.textId(file, side), m_document.mapLine(file, side, key.line)};
            to.insert(present, from.take(key));
        }
    };
    m_formerSpans.clear();
    m_formerWords.clear();
    take(m_spans, m_formerSpans);
    take(m_words, m_formerWords);
}

bool LineCache::hasWords(const WordWish &wish) const
{
    const LineEdit &edit = m_document.lines(wish.file)->edits[static_cast<size_t>(wish.edit)];
    const int skipped = wish.part * WordQuestion::PartLines;
    return m_words.contains({m_document.textId(wish.file, ReviewSide::Old), edit.oldStart + skipped})
        && m_words.contains({m_document.textId(wish.file, ReviewSide::New), edit.newStart + skipped});
}

void LineCache::takeWords(const WordAnswer &answer)
{
    for (size_t i = 0; i < answer.lines.size(); ++i)
        m_words.insert(
            {answer.textId, answer.first + static_cast<int>(i)}, new std::vector<LineRange>(answer.lines[i]));
}

void LineCache::complete(const std::vector<Wish> &wishes, const std::vector<WordWish> &words)
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
    std::vector<WordQuestion> comparisons;
    for (const WordWish &wish : words) {
        if (!hasWords(wish))
            comparisons.push_back({m_document.textId(wish.file, ReviewSide::Old),
                m_document.textId(wish.file, ReviewSide::New), m_document.lines(wish.file), wish.edit, wish.part});
    }
    if (!questions.empty() || !comparisons.empty())
        m_styler.ask(std::move(questions), std::move(comparisons));
}

void LineCache::take(const StyleAnswer &answer)
{
    for (size_t i = 0; i < answer.lines.size(); ++i) {
        const LineKey key{answer.textId, answer.first + static_cast<int>(i)};
        m_spans.insert(key, new std::vector<SyntaxSpan>(answer.lines[i]));
        // Nothing to colour is no reason to lay a line out again.
        if (LineLayout *shown = m_layouts.object(key); shown && shown->spans() != answer.lines[i])
            shown->setSpans(answer.lines[i], *m_palette);
    }
    Q_EMIT completed();
}

} // namespace pilothouse
