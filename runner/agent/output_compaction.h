#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace pilothouse {

/// What a stored line says about its tool call's text in place of the text itself; see OutputCompaction.
struct StoredOutput {
    bool stream = false; ///< The text came in `_meta`, only its new part.
    qint64 at = 0; ///< UTF-16 units of the text that stay.
    QString appended;
    qint64 omitted = 0; ///< UTF-16 units of the whole text that are not stored, between what is and `tail`.
    QString tail;
};

/// The text of a tool call's `content`: its text entries, joined by line feeds. Absent without such an entry.
[[nodiscard]] std::optional<QString> contentText(const QJsonArray &content);

/// What a line's `_pilothouse` says; absent where the line was stored as it came.
[[nodiscard]] std::optional<StoredOutput> storedOutput(const QJsonObject &line);

/// Some agents send all output of a command again with each update of its tool call. Before a line is committed as an
/// AgentReceived event, such an update is rewritten so that only what is new is stored, and what one call stores is
/// bounded: the first and the last 2 MiB are kept. One object for each session; the caller calls store() for each line
/// in order, clear() when a turn or the agent's process ends, and restore() for the lines of a turn that an earlier
/// process of ours began. A line stays one line: numbers and order are not touched.
///
/// A rewritten line says so in a member of ours beside `jsonrpc` (one that the agent sent itself is removed):
///
///     "_pilothouse": {"output": {"at": 120, "appended": "…", "omitted": 9000, "tail": "…"},
///                     "same": [["output"]], "cut": [["metadata", "log"]], "dropped": ["rawOutput"]}
///
/// `output` replaces the text entries that were taken out of the call's `content`: its text is now the first `at`
/// UTF-16 units of what it was, then `appended`; where `omitted` is not 0, then that many units that are not stored,
/// then `tail`, which only the line that ends the call has. With `"stream": true` it goes with `_meta.terminal_output`,
/// whose data is the appended part. `same` are the paths of strings in `rawOutput` that were equal to the call's whole
/// text and are empty now, `cut` those shortened in their middle, `dropped` members that were left out for their size.
/// A `rawInput` that repeats the one before is left out without a word, since an absent field says nothing.
class OutputCompaction final {
public:
    static constexpr qint64 keptHead = 2 * 1024 * 1024; ///< UTF-8 bytes of a call's text that are stored as they come.
    static constexpr qint64 keptTail = 2 * 1024 * 1024; ///< UTF-8 bytes of its end.
    static constexpr qsizetype keptRawString = 64 * 1024; ///< UTF-16 units of one string of rawOutput.
    static constexpr qint64 keptRaw = 1024 * 1024; ///< UTF-16 units of all rawOutput of a call.
    static constexpr qsizetype trackedCalls = 1000; ///< More at once: all are forgotten and stored in full once more.

    /// The line as it is to be committed.
    [[nodiscard]] QJsonObject store(QJsonObject line);

    /// Takes up a stored line. Ends that an earlier process held back are not in it and count as omitted.
    void restore(const QJsonObject &storedLine);

    /// Forgets all calls.
    void clear();

private:
    /// What one call's text was after its last update: `stored` units that the log has, then others that it has not.
    struct Call {
        QString head; ///< The stored units, to tell whether a later text extends them; empty once the call has ended.
        QString held; ///< The last of the others.
        qint64 stored = 0;
        qint64 length = 0; ///< Of the whole text, UTF-16 units.
        bool comparable = true; ///< False once the head was given up.
        bool stream = false; ///< The text came by `_meta`.
        qint64 storedBytes = 0; ///< Of all texts that this call had.
        qint64 tailBytes = 0; ///< Of all ends that were stored.
        qint64 rawUnits = 0;
        QJsonValue rawInput;
    };

    [[nodiscard]] static bool extends(const Call &call, const QString &text);
    static void replaceText(Call &call);
    [[nodiscard]] static QString take(Call &call, QStringView part);
    [[nodiscard]] static QString endText(Call &call);
    static void storeContent(
        Call &call, QJsonObject &toolCall, QJsonObject &marker, const std::optional<QString> &text, bool ends);
    static void storeStream(Call &call, QJsonObject &toolCall, QJsonObject &marker, bool ends);
    static void storeRaw(Call &call, QJsonObject &toolCall, QJsonObject &marker, const std::optional<QString> &text);
    static void restoreOutput(Call &call, const StoredOutput &output, const QString &streamed);

    Call &callOf(const QString &id);

    QHash<QString, Call> m_calls;
};

} // namespace pilothouse
