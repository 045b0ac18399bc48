#pragma once

#include "ui/review/review_document.h"

#include <QObject>
#include <QTimer>

#include <span>
#include <stop_token>

namespace pilothouse {

struct FindOptions {
    bool caseSensitive = false;
    bool wholeWords = false;
    friend bool operator==(const FindOptions &, const FindOptions &) = default;
};

/// A text found in a line; bytes of the line.
struct FindMatch {
    ReviewSide side = ReviewSide::New;
    int line = 0;
    int start = 0;
    int length = 0;

    friend bool operator==(const FindMatch &, const FindMatch &) = default;
};

/// The places in one file, in the order of a unified diff: all lines of the new text, and of the old text those that
/// were removed. At most `most`. Any thread.
[[nodiscard]] std::vector<FindMatch> findInFile(
    const LineDiff &lines, const QString &text, FindOptions options, size_t most, const std::stop_token &stop);

/// Looks for a text through every line of a document, shown or not, on a pool thread, and again when lines change.
class ReviewFinder final : public QObject {
    Q_OBJECT

public:
    static constexpr size_t MostMatches = 100'000;

    explicit ReviewFinder(const ReviewDocument &document, QObject *parent = nullptr);
    ~ReviewFinder() override;

    /// An empty text ends the search.
    void find(const QString &text, FindOptions options);
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] bool isComplete() const { return m_complete; }
    /// Places in a line, by where they begin.
    [[nodiscard]] std::span<const FindMatch> matchesIn(int file, ReviewSide side, int line) const;

    struct Place {
        int file = 0;
        int index = 0; ///< Among the file's.
        friend auto operator<=>(const Place &, const Place &) = default;
    };
    [[nodiscard]] const FindMatch &at(Place place) const;
    [[nodiscard]] const std::optional<Place> &current() const { return m_current; }
    /// From 1; 0 when none is current.
    [[nodiscard]] int currentNumber() const;
    /// Makes the next place the current one, going round at the end; from `from` when none is.
    bool next(const std::optional<ReviewLine> &from);
    bool previous();

Q_SIGNALS:
    void changed();

private:
    struct Found {
        std::vector<FindMatch> all; ///< As they stand below each other.
        std::vector<FindMatch> old; ///< The same by side, so that a line's are found quickly.
        std::vector<FindMatch> present;
    };
    void start();
    [[nodiscard]] const std::vector<FindMatch> &in(int file) const { return m_files[size_t(file)].all; }

    const ReviewDocument &m_document;
    QString m_text;
    FindOptions m_options;
    std::vector<Found> m_files;
    std::optional<Place> m_current;
    int m_count = 0;
    bool m_complete = true;
    QTimer m_restart;
    std::stop_source m_stop;
};

} // namespace pilothouse
