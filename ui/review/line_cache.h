#pragma once

#include "ui/review/line_styler.h"
#include "ui/review/review_document.h"

#include <QCache>

#include <array>

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
    /// Asks for what these lines lack, in this order.
    struct WordWish {
        int file = 0;
        int edit = 0;
        int part = 0; ///< WordQuestion::part.
        friend bool operator==(const WordWish &, const WordWish &) = default;
    };
    struct Wish {
        int file = 0;
        ReviewSide side = ReviewSide::New;
        LineRange lines;
    };
    void complete(const std::vector<Wish> &wishes, const std::vector<WordWish> &words);

Q_SIGNALS:
    /// Colours or marks of lines that were drawn without them are there.
    void completed();

private:
    void take(const StyleAnswer &answer);
    void takeWords(const WordAnswer &answer);
    void keepFormer(int file);
    [[nodiscard]] bool hasWords(const WordWish &wish) const;

    const ReviewDocument &m_document;
    LineStyler m_styler;
    CodeFont m_font;
    qreal m_width = 0;
    const SyntaxPalette *m_palette;
    QCache<LineKey, LineLayout> m_layouts;
    QCache<LineKey, std::vector<SyntaxSpan>> m_spans;
    QCache<LineKey, std::vector<LineRange>> m_words;
    QCache<LineKey, std::vector<SyntaxSpan>> m_formerSpans; ///< What these lines had before their file changed.
    QCache<LineKey, std::vector<LineRange>> m_formerWords;
    std::array<quint64, 2> m_formerTexts{}; ///< Of the file that is about to change.
};

} // namespace pilothouse
