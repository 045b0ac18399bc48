#pragma once

#include "runner/review/attribution_filter.h"
#include "ui/review/current_review.h"

#include <QSet>

namespace pilothouse {

/// Where the lines on the screen come from: asked for when somebody wants to know, remembered while the change set is
/// the same. GUI thread.
class OriginLookup final : public QObject {
    Q_OBJECT

public:
    OriginLookup(RunnerApi &runner, CurrentReview &review, QObject *parent = nullptr);

    /// Null until it was asked for and answered. `file` is an index into the change set's files.
    [[nodiscard]] const LineOrigins *known(int file) const;
    /// Asks for a file's origins; arrived() follows, at once when they are known.
    void want(int file);
    /// Looks for what comes from a turn or a call in all files; filtered() follows.
    void filter(const OriginFilter &filter, const QString &name);
    void endFilter();
    [[nodiscard]] bool isFiltering() const { return m_filter.has_value(); }
    /// The part of a file's change that fits the filter; null while it is not known.
    [[nodiscard]] const FileSelection *fitting(const QByteArray &path) const;

Q_SIGNALS:
    void arrived(int file);
    void failed(const QString &sentence);
    /// Every file was looked at.
    void filtered(const QString &name, const QSet<QByteArray> &paths);

private:
    void forget();
    void take(int file, std::shared_ptr<const LineOrigins> origins);
    void fit(int file);

    RunnerApi &m_runner;
    CurrentReview &m_review;
    QHash<int, std::shared_ptr<const LineOrigins>> m_known;
    QSet<int> m_asked;
    std::optional<OriginFilter> m_filter;
    QString m_filterName;
    QHash<QByteArray, FileSelection> m_fitting;
    int m_missing = 0; ///< Files that the filter still waits for.
    quint64 m_generation = 0;
};

/// An origin in the few words that there is room for beside a line.
[[nodiscard]] QString originInShort(const LineOrigin &origin);

} // namespace pilothouse
