#pragma once

#include <QByteArray>

namespace pilothouse {

/// Takes the event out of a stream of OpenAI's chat completions that reports the usage and nothing else, for an agent
/// that did not ask for it. Lines that are no data pass as they come, data lines when they are whole.
class UsageHider final {
public:
    [[nodiscard]] QByteArray feed(QByteArrayView bytes);
    /// What is left; call once, after the last byte.
    [[nodiscard]] QByteArray finish();

private:
    [[nodiscard]] bool mayBeData() const;
    void takeLine(QByteArray &passed);

    QByteArray m_line; ///< The beginning of a line that may be data.
    bool m_passing = false; ///< This line is no data, or too long to be the usage.
    bool m_hidden = false; ///< An event was hidden; the empty line after it goes, too.
};

} // namespace pilothouse
