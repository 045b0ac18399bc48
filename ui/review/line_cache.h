#pragma once

#include "ui/review/line_styler.h"
#include "ui/review/review_document.h"

#include <QCache>

#include <set>

namespace pilothouse {

/// A line by the text it is in.
struct LineKey {
    quint64 textId = 0;
    int line = 0;

    friend bool operator==(const LineKey &, const LineKey &) = default;
    friend size_t qHash(const LineKey &key, size_t seed = 0) noexcept { return qHashMulti(seed, key.textId, key.line); }
};

/// The laid-out lines of what is and was lately on the screen, with their colours and the words that differ. Both are
/// computed elsewhere and come a little later.
class LineCache final : public QObject {
    Q_OBJECT

public:
    explicit LineCache(const ReviewDocument &document, QObject *parent = nullptr);

    /// Begins anew with this font, width (0: no wrapping) and look.
    void reset(const CodeFont &font, qreal width, const SyntaxPalette &palette);
    [[nodiscard]] const SyntaxPalette &palette() const { return *m_palette; }

    /// Valid until the next call.
    [[nodiscard]] const LineLayout &layout(int file, ReviewSide side, int line);
    /// The words of a changed line that differ from the line it became or was, as raw ranges.
    [[nodiscard]] const std::vector<LineRange> &words(int file, ReviewSide side, int line);
    /// Whether the same lines stand somewhere else on the other side.
    [[nodiscard]] bool isMoved(int file, ReviewSide side, int line) const;
    /// Asks for what these lines lack, in this order.
    struct Wish {
        int file = 0;
        ReviewSide side = ReviewSide::New;
        LineRange lines;
    };
    void complete(const std::vector<Wish> &wishes);

Q_SIGNALS:
    /// Colours or marks of lines that were drawn without them are there.
    void completed();

private:
    void take(const StyleAnswer &answer);

    const ReviewDocument &m_document;
    LineStyler m_styler;
    CodeFont m_font;
    qreal m_width = 0;
    const SyntaxPalette *m_palette;
    QCache<LineKey, LineLayout> m_layouts;
    QCache<LineKey, std::vector<SyntaxSpan>> m_spans;
    QCache<LineKey, std::vector<LineRange>> m_words;
};

} // namespace pilothouse
