#include "runner/agent/streamed_text.h"

#include <QCoreApplication>

namespace pilothouse {

namespace {

constexpr qsizetype maxHeadPieces = StreamedText::bound / 2 / StreamedText::pieceLength;
constexpr qsizetype maxTailPieces = maxHeadPieces;

/// Fills the last piece and takes the rest of what fits into one more; returns what was taken.
qsizetype fill(QStringList &pieces, QStringView text)
{
    if (pieces.isEmpty() || pieces.constLast().size() >= StreamedText::pieceLength)
        pieces.append(QString());
    const qsizetype taken = std::min(text.size(), StreamedText::pieceLength - pieces.constLast().size());
    pieces.last().append(text.first(taken));
    return taken;
}

qint64 lengthOf(const QStringList &pieces)
{
    return pieces.isEmpty() ? 0 : (pieces.size() - 1) * StreamedText::pieceLength + pieces.constLast().size();
}

} // namespace

void StreamedText::append(QStringView text)
{
    while (!text.isEmpty()) {
        const bool headIsOpen = m_tail.isEmpty() && m_omitted == 0
            && (m_head.size() < maxHeadPieces || m_head.constLast().size() < pieceLength);
        text = text.sliced(fill(headIsOpen ? m_head : m_tail, text));
        if (m_tail.size() > maxTailPieces)
            m_omitted += m_tail.takeFirst().size();
    }
}

void StreamedText::setOmission(qint64 units)
{
    m_omitted = std::max<qint64>(0, units);
    m_tail.clear();
}

qint64 StreamedText::length() const
{
    return lengthOf(m_head) + m_omitted + lengthOf(m_tail);
}

QString StreamedText::toString() const
{
    if (m_omitted == 0)
        return headText() + tailText();
    return headText() + u'\n'
        + QCoreApplication::translate("Agent", "[%n character(s) were left out here]", nullptr,
            static_cast<int>(std::min<qint64>(m_omitted, std::numeric_limits<int>::max())))
        + u'\n' + tailText();
}

} // namespace pilothouse
