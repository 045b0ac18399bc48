#include "tests/integration/review/random_history.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace pilothouse::test {

namespace {

QByteArray name(int file)
{
    return "file-" + QByteArray::number(file);
}

} // namespace

QByteArray bytesOf(const Text &text)
{
    QByteArray out;
    for (const Line &line : text)
        out += line.text + '\n';
    return out;
}

History::History(QRandomGenerator &random, int versions, bool sameLines, const QString &folder)
    : m_random(random),
      m_sameLines(sameLines),
      m_store(TestRepository::create(folder, {u"--bare"_s}))
{
    Files files;
    for (int file = 0; file < 4; ++file) {
        for (int line = 0; line < 25; ++line)
            files[name(file)].push_back(fresh(line));
    }
    m_versions.push_back(files);
    while (int(m_versions.size()) < versions) {
        edit(files);
        m_versions.push_back(files);
    }
    import();
}

const Text &History::text(int version, const QByteArray &path) const
{
    static const Text None;
    const auto found = files(version).find(path);
    return found == files(version).end() ? None : found->second;
}

Line History::fresh(double rank)
{
    // Where lines may be the same, only some are.
    if (m_sameLines && below(3) == 0)
        return {rank, below(2) == 0 ? "}" : ""};
    return {rank, "line " + QByteArray::number(++m_lines)};
}

void History::edit(Files &files)
{
    for (int file = 0; file < 5; ++file) {
        const QByteArray path = name(file);
        const int what = below(12);
        if (what == 0) {
            files.erase(path);
        } else if (what == 1 && !m_versions.empty()) {
            // As it was once.
            const Files &then = m_versions[size_t(below(int(m_versions.size())))];
            if (const auto found = then.find(path); found != then.end())
                files[path] = found->second;
        } else if (what < 8) {
            for (int times = below(4); times >= 0; --times)
                change(files[path]);
        }
        if (const auto found = files.find(path); found != files.end() && found->second.empty())
            files.erase(found);
    }
}

void History::change(Text &text)
{
    const int at = below(int(text.size()) + 1);
    if (below(3) != 0 && at < int(text.size())) {
        const int most = std::min(int(text.size()) - at, 1 + below(3));
        text.erase(text.begin() + at, text.begin() + at + most);
    }
    for (int count = below(4); count > 0; --count) {
        const double before = at > 0 ? text[size_t(at - 1)].rank : -1000;
        const double behind = at < int(text.size()) ? text[size_t(at)].rank : 1000;
        // A rank of its own for good: what was deleted may come back.
        const double rank = before + (behind - before) * (0.2 + 0.6 * m_random.generateDouble());
        text.insert(text.begin() + at, fresh(rank));
    }
}

void History::import()
{
    QByteArray stream;
    for (size_t version = 0; version < m_versions.size(); ++version) {
        stream += "commit refs/heads/main\nmark :" + QByteArray::number(version + 1)
            + "\ncommitter A <a@example.org> 0 +0000\ndata 0\ndeleteall\n";
        for (const auto &[path, text] : m_versions[version]) {
            const QByteArray bytes = bytesOf(text);
            stream += "M 100644 inline " + path + "\ndata " + QByteArray::number(bytes.size()) + '\n' + bytes;
        }
    }
    const QString marks = m_store.file(u"marks"_s);
    m_store.git({u"fast-import"_s, u"--quiet"_s, u"--export-marks="_s + marks}, stream);
    m_commits.resize(m_versions.size());
    QFile file(marks);
    QVERIFY(file.open(QIODevice::ReadOnly));
    for (const QByteArray &line : file.readAll().trimmed().split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        m_commits[words[0].mid(1).toULongLong() - 1] = ObjectId(QString::fromLatin1(words[1]));
    }
}

} // namespace pilothouse::test
