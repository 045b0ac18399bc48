#pragma once

#include "runner/base/ids.h"
#include "tests/support/git/test_repository.h"

#include <QRandomGenerator>

#include <map>
#include <vector>

namespace pilothouse::test {

/// A line with its place among all lines that its file ever has: no line is ever moved.
struct Line {
    double rank = 0;
    QByteArray text;
    friend auto operator<=>(const Line &, const Line &) = default;
};

using Text = std::vector<Line>; ///< Ascending by rank.
using Files = std::map<QByteArray, Text>;

[[nodiscard]] QByteArray bytesOf(const Text &text);

/// Every version of some files, written into a bare repository by system git.
class History {
public:
    /// `sameLines`: some lines of a file have the same text.
    History(QRandomGenerator &random, int versions, bool sameLines, const QString &folder);

    [[nodiscard]] QString store() const { return m_store.path(); }
    [[nodiscard]] int count() const { return int(m_versions.size()); }
    [[nodiscard]] const Files &files(int version) const { return m_versions[size_t(version)]; }
    [[nodiscard]] ObjectId commit(int version) const { return m_commits[size_t(version)]; }
    /// Empty where there is no such file.
    [[nodiscard]] const Text &text(int version, const QByteArray &path) const;

private:
    int below(int bound) { return int(m_random.bounded(bound)); }
    Line fresh(double rank);
    void edit(Files &files);
    void change(Text &text);
    void import();

    QRandomGenerator &m_random;
    bool m_sameLines;
    TestRepository m_store;
    int m_lines = 0;
    std::vector<Files> m_versions;
    std::vector<ObjectId> m_commits;
};

} // namespace pilothouse::test
