#pragma once

#include <QString>
#include <QStringList>

namespace pilothouse {

/// Text that grows at its end while others hold copies: appending touches only the last piece, so neither a copy nor an
/// append costs more than a piece. Past its bound the middle is dropped; head and tail are kept.
class StreamedText final {
public:
    static constexpr qsizetype pieceLength = 8192; ///< UTF-16 units of each piece but the last.
    static constexpr qsizetype bound = 4 * 1024 * 1024; ///< UTF-16 units kept, half of it head.

    StreamedText() = default;
    explicit StreamedText(QStringView text) { append(text); }

    void append(QStringView text);

    /// Of what followed the head so far, this many units in all are not known; later text is tail.
    void setOmission(qint64 units);

    [[nodiscard]] bool isEmpty() const { return m_head.isEmpty() && m_omitted == 0; }
    [[nodiscard]] qint64 length() const; ///< UTF-16 units, the omitted ones included.
    [[nodiscard]] qint64 omitted() const { return m_omitted; } ///< UTF-16 units between head and tail.
    [[nodiscard]] const QStringList &head() const { return m_head; } ///< Pieces before the omission, or all of them.
    [[nodiscard]] const QStringList &tail() const { return m_tail; } ///< Pieces after it.
    [[nodiscard]] QString headText() const { return m_head.join(QString()); }
    [[nodiscard]] QString tailText() const { return m_tail.join(QString()); }

    /// All of it; an omission becomes a line that says how much is missing.
    [[nodiscard]] QString toString() const;

    friend bool operator==(const StreamedText &, const StreamedText &) = default;

private:
    QStringList m_head;
    QStringList m_tail;
    qint64 m_omitted = 0;
};

} // namespace pilothouse
