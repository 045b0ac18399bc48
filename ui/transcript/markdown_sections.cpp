#include "ui/transcript/markdown_sections.h"

#include <QCoreApplication>

namespace pilothouse {

namespace {

/// The fence marks a line starts with (``` or ~~~, three or more), or nothing.
QStringView fenceOf(QStringView line)
{
    qsizetype from = 0;
    while (from < line.size() && from < 3 && line[from] == u' ')
        ++from;
    qsizetype to = from;
    while (to < line.size() && line[to] == line[from] && (line[from] == u'`' || line[from] == u'~'))
        ++to;
    return to - from >= 3 ? line.sliced(from, to - from) : QStringView();
}

bool isBlank(QStringView line)
{
    return line.trimmed().isEmpty();
}

/// Units from `from` on of the pieces, which are all `StreamedText::pieceLength` long but the last.
QString from(const QStringList &pieces, qint64 from)
{
    QString out;
    for (auto piece = from / StreamedText::pieceLength; piece < pieces.size(); ++piece)
        out += QStringView(pieces[piece])
                   .sliced(piece == from / StreamedText::pieceLength
                           ? qMin<qint64>(from % StreamedText::pieceLength, pieces[piece].size())
                           : 0);
    return out;
}

} // namespace

QStringView MarkdownSections::fenceMarks() const
{
    return fenceOf(m_fence);
}

void MarkdownSections::restart()
{
    *this = {};
}

size_t MarkdownSections::update(const StreamedText &text)
{
    size_t changed = m_sections.empty() ? 0 : m_sections.size() - 1;
    if (text.omitted() != m_omitted || text.length() < m_taken) {
        restart();
        changed = 0;
    }
    m_omitted = text.omitted();
    if (m_omitted > 0) {
        if (m_taken < text.length()) {
            restart();
            changed = 0;
            append(text.toString());
        }
        m_omitted = text.omitted();
    } else {
        append(from(text.head(), m_taken));
    }
    m_taken = text.length();
    return changed;
}

void MarkdownSections::append(QStringView text)
{
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf(u'\n');
        const qsizetype length = qMin(end < 0 ? text.size() : end + 1, Bound);
        if (!m_lineOpen) {
            takeLine(text.first(length));
        } else {
            m_sections.back() += text.first(length);
        }
        const bool ends = text[length - 1] == u'\n';
        text = text.sliced(length);
        m_lineOpen = !ends;
        if (!ends) {
            if (m_sections.back().size() - m_lineStart > Bound) {
                cut();
                m_lineOpen = false;
            }
            continue;
        }
        const QStringView line = QStringView(m_sections.back()).sliced(m_lineStart);
        const QStringView fence = fenceOf(line);
        if (m_fence.isEmpty() && !fence.isEmpty())
            m_fence = line.trimmed().toString();
        else if (!m_fence.isEmpty() && fence.size() >= fenceMarks().size() && fence.front() == fenceMarks().front()
            && line.trimmed().size() == fence.size())
            m_fence.clear();
        m_afterBlank = isBlank(line);
        if (m_sections.back().size() > Bound)
            cut();
    }
}

/// Starts a line in the last section or in a new one.
void MarkdownSections::takeLine(QStringView line)
{
    const bool indented = line.front() == u' ' || line.front() == u'\t';
    const bool mayCut = m_fence.isEmpty() && m_afterBlank && !indented && line.front() != u'\n';
    if (m_sections.empty() || (mayCut && m_sections.back().size() >= Aim))
        m_sections.emplace_back();
    m_lineStart = m_sections.back().size();
    m_sections.back() += line;
}

void MarkdownSections::cut()
{
    if (m_fence.isEmpty()) {
        m_sections.emplace_back();
    } else {
        m_sections.back() += u'\n' + fenceMarks().toString() + u'\n';
        m_sections.push_back(m_fence + u'\n');
    }
    m_lineStart = m_sections.back().size();
    m_afterBlank = false;
}

} // namespace pilothouse
