#pragma once

#include "runner/store/event.h"

#include <vector>

namespace pilothouse {

/// A piece of text that can be found, and the event to show for it.
struct SearchDoc {
    qint64 seq = 0;
    QString text;
    friend bool operator==(const SearchDoc &, const SearchDoc &) = default;
};

/// Takes out of one session's events, in their order, what people look for: prompts, titles, what the agent said (its
/// pieces joined to whole messages), tool calls with commands and output, failures. Texts are bounded. No I/O.
class SearchText final {
public:
    static constexpr qsizetype LongestText = 32 * 1024; ///< UTF-16 units; a longer message is several pieces.

    /// Adds what `event` completes to `docs`.
    void add(const Event &event, std::vector<SearchDoc> &docs);
    /// The first event of a message that is not complete; 0 if there is none.
    [[nodiscard]] qint64 openSince() const { return m_open.seq; }

private:
    void addLine(const Event &event, std::vector<SearchDoc> &docs);
    void closeMessage(std::vector<SearchDoc> &docs);

    SearchDoc m_open;
    QString m_messageId;
};

} // namespace pilothouse
