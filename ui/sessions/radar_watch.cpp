#include "ui/sessions/radar_watch.h"

#include "runner/base/visible_text.h"
#include "ui/controls/when_done.h"

#include <QGuiApplication>

namespace pilothouse {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype TitleShown = 60;

} // namespace

RadarWatch::RadarWatch(RunnerApi &runner, QObject *parent) : QObject(parent), m_runner(runner)
{
    m_soon.setSingleShot(true);
    setPace(2s, 30s);
    connect(&m_soon, &QTimer::timeout, this, [this] { look(false); });
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (QGuiApplication::applicationState() == Qt::ApplicationActive)
            look(true);
    });
    connect(&runner, &RunnerApi::sessionsChanged, this, [this] {
        if (!m_soon.isActive())
            m_soon.start();
    });
    m_soon.start();
    m_again.start();
}

void RadarWatch::setPace(std::chrono::milliseconds between, std::chrono::milliseconds again)
{
    m_soon.setInterval(between);
    m_again.setInterval(again);
}

const std::vector<SessionClash> &RadarWatch::clashes(SessionId session) const
{
    static const std::vector<SessionClash> None;
    for (const auto &[repository, report] : m_reports) {
        if (const auto found = report.find(session); found != report.end())
            return found->second;
    }
    return None;
}

RadarWatch::Front RadarWatch::front() const
{
    Front front;
    const auto rows = m_runner.sessions();
    for (const SessionRow &row : *rows) {
        if (row.changedFiles > 0 && !row.allTaken)
            front[row.repositoryPath].push_back({row.id, row.snapshot});
    }
    return front;
}

void RadarWatch::look(bool all)
{
    Front now = front();
    const auto forgotten = std::erase_if(m_reports, [&now](const auto &report) { return !now.contains(report.first); });
    for (const auto &[repository, live] : now) {
        const auto asked = m_asked.find(repository);
        const bool same = asked != m_asked.end() && asked->second == live;
        if ((all || !same) && !std::ranges::contains(m_waiting, repository))
            m_waiting.push_back(repository);
    }
    m_asked = std::move(now);
    if (forgotten > 0)
        Q_EMIT changed();
    askNext();
}

void RadarWatch::askNext()
{
    if (m_asking || m_waiting.empty())
        return;
    m_asking = true;
    const QString repository = m_waiting.front();
    m_waiting.pop_front();
    whenDone(m_runner.radar(repository), this, [this, repository](Result<RadarReport> report) {
        m_asking = false;
        // What cannot be compared now is asked again with the next change; what was known before may be wrong by now.
        RadarReport found = report ? *std::move(report) : RadarReport();
        if (m_reports[repository] != found) {
            m_reports[repository] = std::move(found);
            Q_EMIT changed();
        }
        askNext();
    });
}

QString radarSentence(const std::vector<SessionClash> &clashes)
{
    QStringList sentences;
    std::set<QByteArray> files;
    QString title;
    int sessions = 0;
    for (const SessionClash &clash : clashes) {
        if (!clash.with.isValid())
            continue;
        ++sessions;
        title = visibleText(clash.title, LineBreaks::Show).left(TitleShown);
        for (const RadarFinding::Clash &file : clash.paths)
            files.insert(file.path);
    }
    const int count = static_cast<int>(files.size());
    if (sessions == 1)
        sentences.append(
            RadarWatch::tr("Touches lines that \u201C%1\u201D also changes: %n file(s).", nullptr, count).arg(title));
    else if (sessions > 1)
        sentences.append(RadarWatch::tr("Touches lines that %1 other sessions also change: %n file(s).", nullptr, count)
                .arg(sessions));
    for (const SessionClash &clash : clashes) {
        if (clash.with.isValid())
            continue;
        const int there = static_cast<int>(clash.paths.size());
        sentences.append(clash.title.isEmpty()
                ? RadarWatch::tr("What is checked out has moved on and would conflict in %n file(s).", nullptr, there)
                : RadarWatch::tr("The branch %1 has moved on and would conflict in %n file(s).", nullptr, there)
                      .arg(visibleText(clash.title, LineBreaks::Show).left(TitleShown)));
    }
    return sentences.join(u' ');
}

} // namespace pilothouse
