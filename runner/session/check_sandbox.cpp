#include "runner/session/check_sandbox.h"

#include "runner/sandbox/image_builder.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTimer>

#include <qcorotimer.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CheckSandbox)
};

constexpr qsizetype ArchivePart = 256 * 1024;
constexpr qsizetype HeadKept = 32 * 1024;
constexpr qsizetype TailKept = 96 * 1024;
constexpr auto Purpose = "check-"_L1;
constexpr qsizetype DiskAnswer = 4096;
constexpr auto DiskPatience = 60s;
constexpr auto EndPatience = 30s; // from a kill to the engine's word about it

/// The command runs as a child, so that PID 1 is a shell that reaps what it leaves. Should Pilothouse end meanwhile, so
/// does the check some time after its limit.
const QString Script =
    uR"(cd "$1" || exit 125; (sleep "$3" && kill -9 -1) >/dev/null 2>&1 & /bin/sh -c "$2"; exit $?)"_s;
constexpr auto LimitAlone = 60s;

/// Keeps the begin and the end of what comes, and reads on, so that no writer ever waits.
class Output final : public QObject {
public:
    explicit Output(std::unique_ptr<ByteStream> stream) : m_stream(std::move(stream))
    {
        connect(m_stream.get(), &ByteStream::received, this, &Output::take);
        connect(m_stream.get(), &ByteStream::receivedError, this, &Output::take);
        connect(m_stream.get(), &ByteStream::closed, this, [this] { m_ended.resolve({}); });
        m_stream->setPaused(false);
    }

    /// Ends with the stream, or with TimedOut or Cancelled.
    [[nodiscard]] Task<void> ended(std::chrono::milliseconds limit, std::stop_token stop)
    {
        QTimer::singleShot(limit, this, [this] { m_ended.resolve(failure(TimedOut, {})); });
        const std::stop_callback stopped(stop, [this] {
            QMetaObject::invokeMethod(
                this, [this] { m_ended.resolve(failure(Cancelled, Words::tr("The check was cancelled."))); },
                Qt::QueuedConnection);
        });
        co_return co_await m_ended;
    }

    [[nodiscard]] bool isCut() const { return m_dropped; }
    [[nodiscard]] QByteArray text() const { return m_head + m_tail.last(std::min(m_tail.size(), TailKept)); }

private:
    void take(const QByteArray &bytes)
    {
        const qsizetype head = std::min(HeadKept - m_head.size(), bytes.size());
        m_head += bytes.first(head);
        m_tail += bytes.sliced(head);
        if (m_tail.size() > TailKept)
            m_dropped = true;
        if (m_tail.size() > 4 * TailKept)
            m_tail = m_tail.last(TailKept);
    }

    std::unique_ptr<ByteStream> m_stream;
    OneShot<Result<void>> m_ended;
    QByteArray m_head;
    QByteArray m_tail;
    bool m_dropped = false;
};

SandboxSpec specOf(const CleanRun &run)
{
    SandboxSpec spec;
    spec.session = run.session;
    spec.purpose = Purpose + run.id;
    spec.image = run.image;
    spec.command = {u"/bin/sh"_s, u"-c"_s, Script, u"check"_s, ImageLayout::workspace, run.command,
        QString::number(std::chrono::ceil<std::chrono::seconds>(run.limit + LimitAlone).count())};
    spec.userId = ImageLayout::userId;
    spec.groupId = ImageLayout::userId;
    spec.workspacePath = ImageLayout::workspace;
    spec.homePath = ImageLayout::home;
    spec.limits = run.limits;
    spec.environment = {
        {u"HOME"_s, ImageLayout::home}, {u"LANG"_s, u"C.UTF-8"_s}, {u"TERM"_s, u"dumb"_s}, {u"CI"_s, u"true"_s}};
    return spec;
}

Task<void> fill(SandboxEngine &engine, ContainerId container, QString archive, std::stop_token stop)
{
    const auto file = std::make_shared<QFile>(archive);
    if (!file->open(QIODevice::ReadOnly))
        co_return failure(IoFailed, Words::tr("The snapshot's files cannot be read back."), file->errorString());
    co_return co_await engine.archivePut(
        std::move(container), ImageLayout::workspace,
        [file]() -> Task<QByteArray> { co_return file->read(ArchivePart); }, [](qint64) {}, std::move(stop));
}

/// Measures what the sandbox has on its disk, ever more rarely (an exec leaves processes of the engine behind for a
/// while), and kills it above its limit. What is tested could keep it from measuring, as it could fail in any other
/// way.
struct DiskWatch {
    bool over = false; ///< The run has ended.
    bool full = false; ///< It was killed.
};

Task<qint64> diskUsed(SandboxEngine &engine, ContainerId container)
{
    const auto stream = co_await engine.exec({.container = std::move(container),
        .command = {u"/bin/sh"_s, u"-c"_s, u"du -skx \"$@\" 2>/dev/null"_s, u"du"_s, ImageLayout::workspace,
            ImageLayout::home},
        .user = u"%1:%1"_s.arg(ImageLayout::userId)});
    if (!stream)
        co_return std::unexpected(stream.error());
    OneShot<Result<void>> ended;
    QByteArray output;
    QObject context;
    QObject::connect(stream->get(), &ByteStream::received, &context,
        [&output](const QByteArray &bytes) { output += bytes.left(DiskAnswer - output.size()); });
    QObject::connect(stream->get(), &ByteStream::closed, &context, [ended]() mutable { ended.resolve({}); });
    QTimer::singleShot(DiskPatience, &context, [ended]() mutable { ended.resolve({}); });
    (*stream)->closeWrite();
    (*stream)->setPaused(false);
    static_cast<void>(co_await ended);
    qint64 bytes = 0;
    for (const QByteArray &line : output.split('\n'))
        bytes += std::max<qint64>(0, line.left(line.indexOf('\t')).toLongLong()) * 1024;
    co_return bytes;
}

QCoro::Task<> watchDisk(SandboxEngine &engine, ContainerId container, qint64 limit, std::shared_ptr<DiskWatch> watch)
{
    for (auto pause = 5000ms; true; pause = std::min(2 * pause, 60000ms)) {
        co_await QCoro::sleepFor(pause);
        if (watch->over)
            co_return;
        const auto used = co_await diskUsed(engine, container);
        if (watch->over || !used || *used <= limit)
            continue;
        watch->full = true;
        static_cast<void>(co_await engine.kill(container));
        co_return;
    }
}

/// How the container ended. The stream may have ended first, or broken while the container goes on.
Task<SandboxReport> reportOfEnd(
    SandboxEngine &engine, ContainerId container, SandboxSpec spec, QDeadlineTimer patience, std::stop_token stop)
{
    for (auto pause = 20ms; true; pause = std::min(2 * pause, 1000ms)) {
        auto report = co_await engine.inspect(container, spec);
        if (!report || report->state == SandboxState::Exited)
            co_return report;
        if (stop.stop_requested())
            co_return failure(Cancelled, Words::tr("The check was cancelled."));
        if (patience.hasExpired())
            co_return failure(TimedOut, Words::tr("The check did not end."));
        co_await QCoro::sleepFor(pause);
    }
}

Task<CleanRunResult> runMade(
    SandboxEngine &engine, ContainerId container, SandboxSpec spec, CleanRun run, std::stop_token stop)
{
    auto stream = co_await engine.attach(container); // this fills the volumes from the image, too
    if (!stream)
        co_return std::unexpected(stream.error());
    const auto output = std::make_unique<Output>(std::move(*stream));
    if (const auto filled = co_await fill(engine, container, run.archive, stop); !filled)
        co_return std::unexpected(filled.error());
    QElapsedTimer clock;
    clock.start();
    if (const auto started = co_await engine.start(container, stop); !started)
        co_return std::unexpected(started.error());
    const QDeadlineTimer limit(run.limit);
    const auto watch = std::make_shared<DiskWatch>();
    const auto over = qScopeGuard([watch] { watch->over = true; });
    watchDisk(engine, container, run.limits.diskBytes, watch);
    const auto ended = co_await output->ended(run.limit, stop);
    if (!ended && ended.error().code != TimedOut)
        co_return std::unexpected(ended.error());
    // A stream that broke says nothing about the check, which may go on until its limit.
    Result<SandboxReport> report = ended ? co_await reportOfEnd(engine, container, spec, limit, stop)
                                         : Result<SandboxReport>(std::unexpected(ended.error()));
    const bool timedOut = !ended || (!report && report.error().code == TimedOut && limit.hasExpired());
    if (timedOut) {
        static_cast<void>(co_await engine.kill(container));
        report = co_await reportOfEnd(engine, container, spec, QDeadlineTimer(EndPatience), {});
    }
    if (!report)
        co_return std::unexpected(report.error());
    if (watch->full)
        co_return failure(LimitExceeded,
            Words::tr("The check was stopped: it used more than %1 GB of disk.")
                .arg(static_cast<double>(run.limits.diskBytes) / 1e9, 0, 'f', 1));
    if (const auto clean = isCleanSandbox(report->grade); !clean)
        co_return std::unexpected(clean.error());
    co_return CleanRunResult{
        .exitCode = timedOut ? -1 : report->exitCode,
        .timedOut = timedOut,
        .outOfMemory = report->outOfMemory,
        .output = output->text(),
        .outputCut = output->isCut(),
        .took = std::chrono::milliseconds(clock.elapsed()),
        .grade = report->grade,
    };
}

} // namespace

Result<void> isCleanSandbox(const SandboxGrade &grade)
{
    for (const QString &name : {u"network"_s, u"mounts"_s, u"environment"_s, u"engine_socket"_s, u"user"_s,
             u"capabilities"_s, u"namespaces"_s, u"devices"_s}) {
        const GradeCheck *check = grade.find(name);
        if (!check || check->state != GradeState::Enforced)
            return failure(SandboxNotClean,
                Words::tr("The engine did not make the check's sandbox as it was asked to, so its result does not "
                          "count."),
                check ? check->sentence : name);
    }
    return {};
}

Task<CleanRunResult> runInCleanSandbox(SandboxEngine &engine, CleanRun run, std::stop_token stop)
{
    const SandboxSpec spec = specOf(run);
    const SessionId session = run.session;
    const QString id = run.id;
    const auto made = co_await engine.create(spec);
    Result<CleanRunResult> result = std::unexpected(made ? Error() : made.error());
    if (made)
        result = co_await runMade(engine, made->container, spec, std::move(run), std::move(stop));
    if (made) {
        // A failure here is no failure of the check; what stays is found by its name.
        static_cast<void>(co_await engine.remove(made->container));
        for (const QString &volume : {made->workspaceVolume, made->homeVolume})
            static_cast<void>(co_await engine.removeVolume(volume));
    } else {
        const auto owned = co_await engine.listOwned();
        for (const OwnedObject &object : owned.value_or(std::vector<OwnedObject>())) {
            if (object.session == session && cleanRunOf(object) == id && object.kind == OwnedObject::Kind::Volume)
                static_cast<void>(co_await engine.removeVolume(object.id));
        }
    }
    co_return result;
}

QString cleanRunOf(const OwnedObject &object)
{
    static const QRegularExpression Name(u"-s[0-9]+-check-([a-z0-9]+)-(?:[0-9]+|workspace|home)$"_s);
    return Name.match(object.name).captured(1);
}

void CleanRuns::add(const QString &id)
{
    const std::lock_guard guard(m_mutex);
    m_ids.insert(id);
}

void CleanRuns::remove(const QString &id)
{
    const std::lock_guard guard(m_mutex);
    m_ids.remove(id);
}

bool CleanRuns::contains(const QString &id) const
{
    const std::lock_guard guard(m_mutex);
    return m_ids.contains(id);
}

bool isLeftOfCleanRun(const OwnedObject &object, const CleanRuns &running)
{
    const QString id = cleanRunOf(object);
    return !id.isEmpty() && !running.contains(id);
}

Task<void> removeCleanRuns(SandboxEngine &engine, SessionId session, const CleanRuns &running)
{
    const auto owned = co_await engine.listOwned();
    if (!owned)
        co_return std::unexpected(owned.error());
    for (const auto kind : {OwnedObject::Kind::Container, OwnedObject::Kind::Volume}) { // a volume in use cannot go
        for (const OwnedObject &object : *owned) {
            if (object.kind != kind || !isLeftOfCleanRun(object, running)
                || (session.isValid() && object.session != session))
                continue;
            const auto removed = kind == OwnedObject::Kind::Container ? co_await engine.remove(ContainerId(object.id))
                                                                      : co_await engine.removeVolume(object.id);
            if (!removed)
                co_return removed;
        }
    }
    co_return {};
}

} // namespace pilothouse
