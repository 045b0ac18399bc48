#include "ui/review/line_text.h"

#include "runner/base/hidden_characters.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace pilothouse {

namespace {

/// The beginning of a long line, not cutting a character of UTF-8 in two.
QByteArrayView shownBytes(QByteArrayView line, qsizetype most)
{
    if (line.size() <= most)
        return line;
    qsizetype end = most;
    while (end > most - 4 && (static_cast<uchar>(line[end]) & 0xC0) == 0x80)
        --end;
    return line.first(end);
}

bool isPlain(char c)
{
    return (c >= ' ' && c <= '~') || c == '\t';
}

/// One character of a decoded line.
struct Character {
    char32_t code = 0;
    int units = 1;
};

Character characterAt(QStringView text, qsizetype at)
{
    const QChar unit = text[at];
    if (unit.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
        return {QChar::surrogateToUcs4(unit, text[at + 1]), 2};
    return {unit.unicode(), 1};
}

/// Finds the characters that pass for others where they stand: a letter among letters of ASCII, a whole word of such
/// letters in a line that has no other of their alphabet, and any sign or space. Words of a language are left alone.
class Lookalikes final {
public:
    explicit Lookalikes(QStringView text)
    {
        for (qsizetype i = 0; i < text.size();) {
            const Character c = characterAt(text, i);
            if (QChar::isLetter(c.code) && c.code > 0x7F && lookalikeOf(c.code) == 0)
                m_ofLanguage = true;
            i += c.units;
        }
        m_text = text;
    }

    [[nodiscard]] bool at(qsizetype index, const Character &c)
    {
        if (c.code < 0x80 || lookalikeOf(c.code) == 0)
            return false;
        if (!QChar::isLetterOrNumber(c.code))
            return true;
        if (index >= m_wordEnd)
            readWord(index);
        return m_wordHasAscii || !m_ofLanguage;
    }

private:
    void readWord(qsizetype index)
    {
        const auto isInWord = [this](qsizetype i) { return m_text[i].isLetterOrNumber() || m_text[i].isSurrogate(); };
        qsizetype start = index;
        while (start > 0 && isInWord(start - 1))
            --start;
        m_wordEnd = index;
        while (m_wordEnd < m_text.size() && isInWord(m_wordEnd))
            ++m_wordEnd;
        m_wordHasAscii = std::ranges::any_of(m_text.sliced(start, m_wordEnd - start),
            [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z'); });
    }

    QStringView m_text;
    qsizetype m_wordEnd = 0;
    bool m_ofLanguage = false;
    bool m_wordHasAscii = false;
};

/// Answers how much of the line it took.
qsizetype appendMarked(LineText &out, const QString &raw, LineEnding ending, size_t mostMarks)
{
    Lookalikes lookalikes(raw);
    out.text.reserve(raw.size() + 8);
    for (qsizetype i = 0; i < raw.size();) {
        if (out.marks.size() >= mostMarks)
            return i;
        const Character c = characterAt(raw, i);
        const bool atEnd = i + c.units == raw.size();
        const int start = static_cast<int>(out.text.size());
        const int at = static_cast<int>(i);
        if (c.code == U'\r' && atEnd && !ending.showReturn) {
            out.marks.push_back({start, 0, at, 1, LineText::Mark::Kind::Hidden});
        } else if (c.code != U'\t' && isHiddenCharacter(c.code)) {
            out.text += QStringLiteral("\u27E8%1\u27E9").arg(nameOfHidden(c.code));
            out.marks.push_back(
                {start, static_cast<int>(out.text.size()) - start, at, c.units, LineText::Mark::Kind::Hidden});
        } else {
            if (lookalikes.at(i, c))
                out.marks.push_back({start, c.units, at, c.units, LineText::Mark::Kind::Lookalike});
            out.text += QStringView(raw).sliced(i, c.units);
        }
        i += c.units;
    }
    return raw.size();
}

void appendNote(LineText &out, const QString &words)
{
    const int start = static_cast<int>(out.text.size()) + 1;
    out.text += QStringLiteral(" %1").arg(words);
    out.marks.push_back({start, static_cast<int>(words.size()), out.rawLength, 0, LineText::Mark::Kind::Note});
    out.ascii = false;
}

} // namespace

QString decodedLine(QByteArrayView line)
{
    return QUtf8StringView(line).isValidUtf8() ? QString::fromUtf8(line) : QString::fromLatin1(line);
}

LineText lineText(QByteArrayView line, LineEnding ending, ShapedLimits limits)
{
    LineText out;
    // The note behind what is not shown makes it a line to be shaped.
    QByteArrayView shown = shownBytes(line, line.size() > MostShownBytes ? limits.bytes : MostShownBytes);
    if (std::ranges::all_of(shown, isPlain)) {
        out.text = QString::fromLatin1(shown);
        out.ascii = true;
        out.rawLength = static_cast<int>(out.text.size());
    } else {
        shown = shownBytes(line, limits.bytes);
        const QString raw = decodedLine(shown);
        const qsizetype taken = appendMarked(out, raw, ending, limits.marks);
        out.rawLength = static_cast<int>(taken);
        if (taken < raw.size()) {
            const bool utf8 = QUtf8StringView(shown).isValidUtf8();
            shown = shown.first(utf8 ? QStringView(raw).first(taken).toUtf8().size() : taken);
        }
        out.ascii =
            out.marks.size() == 1 && out.marks.front().length == 0 && std::ranges::all_of(shown.chopped(1), isPlain);
    }
    if (shown.size() < line.size())
        appendNote(out,
            QCoreApplication::translate("LineText", "%1 more are not shown")
                .arg(QLocale().formattedDataSize(line.size() - shown.size())));
    if (ending.endsFile)
        appendNote(out, QCoreApplication::translate("LineText", "no line break at the end"));
    return out;
}

int LineText::rawAt(int shown, bool roundUp) const
{
    const auto next = std::ranges::upper_bound(marks, shown, {}, &Mark::start);
    if (next == marks.begin())
        return qMin(shown, rawLength);
    const Mark &mark = *(next - 1);
    const int offset = shown - mark.start;
    if (offset < mark.length && mark.length != mark.rawLength)
        return roundUp && offset > 0 ? mark.raw + mark.rawLength : mark.raw;
    return qMin(mark.raw + mark.rawLength + offset - mark.length, rawLength);
}

int LineText::shownAt(int raw) const
{
    const auto next = std::ranges::upper_bound(marks, raw, {}, &Mark::raw);
    if (next == marks.begin())
        return qMin(raw, static_cast<int>(text.size()));
    const Mark &mark = *(next - 1);
    const int offset = raw - mark.raw;
    if (offset < mark.rawLength && mark.length != mark.rawLength)
        return mark.start;
    if (mark.rawLength == 0)
        return mark.start;
    return mark.start + mark.length + offset - mark.rawLength;
}

} // namespace pilothouse
