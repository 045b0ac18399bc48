#pragma once

#include "runner/workspace/line_diff.h"
#include "ui/review/line_layout.h"
#include "ui/review/review_decorations.h"

#include <QObject>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace pilothouse {

/// Lines whose colours are wanted.
struct StyleQuestion {
    quint64 textId = 0; ///< The same number always means the same text.
    std::shared_ptr<const LineDiff> diff; ///< Kept alive while it is worked on.
    ReviewSide side = ReviewSide::New;
    QString fileName; ///< The language is known by it.
    LineRange lines;

    friend bool operator==(const StyleQuestion &, const StyleQuestion &) = default;
};

/// Changed lines whose words are to be compared: up to PartLines of both sides of an edit, `part` such steps below its
/// beginning.
struct WordQuestion {
    static constexpr int PartLines = 64;

    quint64 oldTextId = 0;
    quint64 newTextId = 0;
    std::shared_ptr<const LineDiff> diff;
    int edit = 0;
    int part = 0;

    friend bool operator==(const WordQuestion &, const WordQuestion &) = default;
};

struct WordAnswer {
    quint64 textId = 0;
    int first = 0;
    std::vector<std::vector<LineRange>> lines; ///< Raw units that differ.
};

struct StyleAnswer {
    quint64 textId = 0;
    int first = 0;
    std::vector<std::vector<SyntaxSpan>> lines;
};

/// Colours lines by KSyntaxHighlighting and compares changed ones word by word, on a thread of its own. What is asked
/// replaces what was asked before, so that only what is on the screen is worked on. The highlighter's state is carried
/// from line to line and remembered at intervals; a place far from any known state starts a few hundred lines above it.
class LineStyler final : public QObject {
    Q_OBJECT

public:
    explicit LineStyler(QObject *parent = nullptr);
    ~LineStyler() override;

    void ask(std::vector<StyleQuestion> colors, std::vector<WordQuestion> words);

Q_SIGNALS:
    void colored(const pilothouse::StyleAnswer &answer);
    void compared(const pilothouse::WordAnswer &before, const pilothouse::WordAnswer &after);

private:
    class Work;
    void run(const std::stop_token &stop);
    [[nodiscard]] bool isOutdated(quint64 round);

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::vector<StyleQuestion> m_colors; ///< Guarded by m_mutex.
    std::vector<WordQuestion> m_words; ///< Guarded by m_mutex.
    quint64 m_round = 0; ///< Guarded by m_mutex.
    std::jthread m_thread;
};

} // namespace pilothouse
