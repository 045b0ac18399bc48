#include "ui/review/line_styler.h"

#include "runner/workspace/word_marks.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

#include <map>

namespace pilothouse {

namespace {

constexpr int LookBack = 4000; ///< Lines that are gone through to have the exact state.
constexpr int ShortLookBack = 200; ///< Lines when a known state is further away than that.
constexpr int StateInterval = 64;
constexpr qsizetype MostHighlightedBytes = 2000; ///< Of a line; longer ones are data, not code.
constexpr size_t KeptTexts = 16;
constexpr int LinesAtATime = 16; ///< Between two looks at whether something else is wanted by now.

class Highlighter final : public KSyntaxHighlighting::AbstractHighlighter {
public:
    KSyntaxHighlighting::State line(
        QStringView text, const KSyntaxHighlighting::State &state, std::vector<SyntaxSpan> *spans)
    {
        m_spans = spans;
        return highlightLine(text, state);
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        if (!m_spans || length <= 0)
            return;
        const auto style = static_cast<quint8>(format.textStyle());
        if (style == 0)
            return;
        if (!m_spans->empty() && m_spans->back().style == style
            && m_spans->back().start + m_spans->back().length == offset)
            m_spans->back().length += length;
        else
            m_spans->push_back({offset, length, style});
    }

private:
    std::vector<SyntaxSpan> *m_spans = nullptr;
};

/// What is known of a text: the state before some of its lines.
struct KnownText {
    std::map<int, KSyntaxHighlighting::State> states;
    quint64 lastUse = 0;
};

/// Marked bytes as units of the decoded lines.
std::vector<std::vector<LineRange>> unitsOf(
    const std::vector<QByteArrayView> &lines, const std::vector<std::vector<MarkedBytes>> &marks)
{
    std::vector<std::vector<LineRange>> all(lines.size());
    for (size_t i = 0; i < lines.size() && i < marks.size(); ++i) {
        for (const MarkedBytes &bytes : marks[i]) {
            const int start = static_cast<int>(decodedLine(lines[i].first(bytes.start)).size());
            const int length = static_cast<int>(decodedLine(lines[i].sliced(bytes.start, bytes.length)).size());
            all[i].push_back({start, length});
        }
    }
    return all;
}

} // namespace

/// Lives on the thread.
class LineStyler::Work final {
public:
    Work(LineStyler &owner, std::stop_token stop) : m_owner(owner), m_stop(std::move(stop)) { }

    /// False when something else is wanted now.
    bool answer(const StyleQuestion &question, quint64 round)
    {
        const auto &text = question.side == ReviewSide::Old ? question.diff->before : question.diff->after;
        const KSyntaxHighlighting::Definition definition = m_repository.definitionForFileName(question.fileName);
        if (!definition.isValid())
            return true;
        if (m_highlighter.definition() != definition)
            m_highlighter.setDefinition(definition);
        KnownText &known = knownOf(question.textId);
        int line = question.lines.first;
        KSyntaxHighlighting::State state;
        auto next = known.states.upper_bound(line);
        const int from = next == known.states.begin() ? 0 : std::prev(next)->first;
        if (next != known.states.begin())
            state = std::prev(next)->second;
        StyleAnswer answer{question.textId, line, {}};
        if (line - from > LookBack) {
            state = {};
            line = qMax(0, line - ShortLookBack);
        } else {
            line = from;
        }
        const int end = qMin(question.lines.end(), text->count());
        answer.lines.resize(static_cast<size_t>(qMax(0, end - answer.first)));
        for (; line < end; ++line) {
            if (line % LinesAtATime == 0 && (m_stop.stop_requested() || m_owner.isOutdated(round)))
                return false;
            if (line % StateInterval == 0 || line == answer.first)
                known.states.insert_or_assign(line, state);
            std::vector<SyntaxSpan> *spans =
                line >= answer.first ? &answer.lines[static_cast<size_t>(line - answer.first)] : nullptr;
            const QByteArrayView bytes = text->line(line);
            if (bytes.size() <= MostHighlightedBytes)
                state = m_highlighter.line(decodedLine(bytes), state, spans);
        }
        known.states.insert_or_assign(end, state);
        Q_EMIT m_owner.colored(answer);
        return true;
    }

    void answer(const WordQuestion &question)
    {
        const LineDiff &diff = *question.diff;
        const LineEdit &edit = diff.edits[static_cast<size_t>(question.edit)];
        const int skipped = question.part * WordQuestion::PartLines;
        const auto linesOf = [skipped](const TextLines &text, int start, int count) {
            std::vector<QByteArrayView> lines;
            for (int i = skipped; i < qMin(count, skipped + WordQuestion::PartLines); ++i)
                lines.push_back(text.line(start + i));
            return lines;
        };
        const std::vector<QByteArrayView> before = linesOf(*diff.before, edit.oldStart, edit.oldCount);
        const std::vector<QByteArrayView> after = linesOf(*diff.after, edit.newStart, edit.newCount);
        const WordMarks marks = wordMarks(before, after);
        Q_EMIT m_owner.compared({question.oldTextId, edit.oldStart + skipped, unitsOf(before, marks.before)},
            {question.newTextId, edit.newStart + skipped, unitsOf(after, marks.after)});
    }

private:
    KnownText &knownOf(quint64 textId)
    {
        if (!m_known.contains(textId) && m_known.size() >= KeptTexts)
            m_known.erase(
                std::ranges::min_element(m_known, {}, [](const auto &entry) { return entry.second.lastUse; }));
        KnownText &known = m_known[textId];
        known.lastUse = ++m_uses;
        return known;
    }

    LineStyler &m_owner;
    std::stop_token m_stop;
    KSyntaxHighlighting::Repository m_repository;
    Highlighter m_highlighter;
    std::map<quint64, KnownText> m_known;
    quint64 m_uses = 0;
};

LineStyler::LineStyler(QObject *parent) : QObject(parent)
{
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

LineStyler::~LineStyler()
{
    m_thread.request_stop();
    m_thread.join();
}

void LineStyler::ask(std::vector<StyleQuestion> colors, std::vector<WordQuestion> words)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_colors == colors && m_words == words)
            return;
        m_colors = std::move(colors);
        m_words = std::move(words);
        ++m_round;
    }
    m_wake.notify_one();
}

bool LineStyler::isOutdated(quint64 round)
{
    const std::scoped_lock lock(m_mutex);
    return m_round != round;
}

void LineStyler::run(const std::stop_token &stop)
{
    std::unique_ptr<Work> work; // made when first needed: reading the list of definitions takes a while
    quint64 done = 0;
    while (true) {
        std::vector<StyleQuestion> colors;
        std::vector<WordQuestion> words;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [&] { return m_round != done; }))
                return;
            done = m_round;
            colors = m_colors;
            words = m_words;
        }
        if (!work)
            work = std::make_unique<Work>(*this, stop);
        const bool current =
            std::ranges::all_of(colors, [&](const StyleQuestion &question) { return work->answer(question, done); });
        for (const WordQuestion &question : current ? words : std::vector<WordQuestion>()) {
            if (isOutdated(done) || stop.stop_requested())
                break;
            work->answer(question);
        }
    }
}

} // namespace pilothouse
