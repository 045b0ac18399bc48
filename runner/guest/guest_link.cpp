#include "runner/guest/guest_link.h"

#include "runner/guest/guest_link_p.h"

#include <algorithm>
#include <tuple>

namespace pilothouse {

namespace {

using namespace std::chrono_literals;

/// Seeding or restoring a large repository, or looking at all of it, on a busy machine.
constexpr std::chrono::milliseconds LongTimeout = 10min;

std::vector<std::string> toStrings(const QList<QByteArray> &list)
{
    std::vector<std::string> strings;
    for (const QByteArray &item : list)
        strings.push_back(item.toStdString());
    return strings;
}

guest::StringPairs toPairs(const QList<std::pair<QByteArray, QByteArray>> &list)
{
    guest::StringPairs pairs;
    for (const auto &[name, value] : list)
        pairs.emplace_back(name.toStdString(), value.toStdString());
    return pairs;
}

/// Decodes the body of a good response; a guest that answers something else broke the rules.
template <class T> Result<T> answerAs(const Result<QByteArray> &body)
{
    if (!body)
        return std::unexpected(body.error());
    if (auto value = guest::decode<T>({body->constData(), static_cast<std::size_t>(body->size())}))
        return std::move(*value);
    return failure(ProtocolViolated, GuestText::tr("The sandbox's guest gave an answer that cannot be read."));
}

Result<void> withoutValue(const Result<QByteArray> &body)
{
    if (!body)
        return std::unexpected(body.error());
    return {};
}

ObjectId objectId(const std::string &text)
{
    return ObjectId(QString::fromLatin1(bytesOf(text)));
}

Result<SnapshotInfo> snapshotFrom(const Result<QByteArray> &body)
{
    const Result<guest::WorkspaceMessage> message = answerAs<guest::WorkspaceMessage>(body);
    if (!message)
        return std::unexpected(message.error());
    if (auto snapshot = readSnapshot(*message))
        return *snapshot;
    return failure(ProtocolViolated, GuestText::tr("The sandbox's guest gave an answer that cannot be read."));
}

GuestFileInfo fileFrom(const guest::FileInfo &info)
{
    return {bytesOf(info.name), static_cast<GuestFileKind>(std::min<quint8>(info.kind, 3)), info.size, info.mode,
        info.modifiedMs};
}

} // namespace

GuestLink::GuestLink(LinkOptions options, QObject *parent)
    : QObject(parent),
      d(std::make_unique<Private>(this, std::move(options)))
{ }

GuestLink::~GuestLink() = default;

void GuestLink::attach(std::unique_ptr<ByteStream> stream)
{
    d->attach(std::move(stream));
}

void GuestLink::detach()
{
    d->drop(d->disconnectedError(), false);
}

bool GuestLink::isReady() const
{
    return d->ready;
}

void GuestLink::acknowledge(GuestChannel channel, quint64 number)
{
    const auto known = d->acknowledged.find(channel);
    if (known == d->acknowledged.end() || number <= known->second)
        return;
    known->second = number;
    if (d->ready)
        d->put(Private::Lane::Control, guest::FrameType::DurableAck, static_cast<quint16>(channel), number, {});
    d->holdOrGoOn();
}

void GuestLink::sendAgentLine(quint64 number, QByteArray line)
{
    const quint64 last = d->lines.empty() ? 0 : d->lines.back().number;
    if (number <= last)
        return;
    d->lines.push_back({number, std::move(line)});
    d->options.lastLine = std::max(d->options.lastLine, number);
    d->sendLines();
}

Task<void> GuestLink::startAgent(AgentStart start)
{
    const guest::StartAgent request{
        start.name.toStdString(), toStrings(start.argv), toPairs(start.environment), start.directory.toStdString()};
    co_return withoutValue(
        co_await d->request(guest::Operation::StartAgent, guest::encode(request), d->options.requestTimeout));
}

Task<void> GuestLink::signalAgent(int signal)
{
    co_return withoutValue(co_await d->request(
        guest::Operation::SignalAgent, guest::encode(guest::SignalAgent{signal}), d->options.requestTimeout));
}

Task<void> GuestLink::closeAgentInput()
{
    co_return withoutValue(co_await d->request(guest::Operation::CloseAgentInput, {}, d->options.requestTimeout));
}

Task<GuestCommandResult> GuestLink::execute(GuestCommand command)
{
    const guest::Execute request{.argv = toStrings(command.argv),
        .environment = toPairs(command.environment),
        .directory = command.directory.toStdString(),
        .timeoutMs = static_cast<quint32>(command.timeout.count()),
        .outputLimit = std::min(command.outputLimit, guest::MaxExecuteOutput)};
    const auto answer = answerAs<guest::ExecuteResult>(co_await d->request(
        guest::Operation::Execute, guest::encode(request), command.timeout + d->options.requestTimeout));
    if (!answer)
        co_return std::unexpected(answer.error());
    GuestCommandResult result{.exitCode = {},
        .signal = {},
        .output = bytesOf(answer->output),
        .cut = answer->cut,
        .timedOut = answer->timedOut};
    (answer->bySignal ? result.signal : result.exitCode) = answer->value;
    co_return result;
}

Task<SeedReport> GuestLink::seed(SeedRequest seed)
{
    guest::Seed request{seed.base.value.toStdString(), seed.objects.toStdString(), seed.branch.toStdString(), {}};
    for (const ObjectId &commit : std::as_const(seed.shallow))
        request.shallow.push_back(commit.value.toStdString());
    const auto answer =
        answerAs<guest::SeedResult>(co_await d->request(guest::Operation::Seed, guest::encode(request), LongTimeout));
    if (!answer)
        co_return std::unexpected(answer.error());
    co_return SeedReport{
        answer->files, answer->submodules, std::chrono::milliseconds(answer->durationMs), objectId(answer->tree)};
}

Task<SnapshotInfo> GuestLink::snapshot()
{
    co_return snapshotFrom(co_await d->request(guest::Operation::Snapshot, {}, LongTimeout));
}

Task<SnapshotInfo> GuestLink::restore(ObjectId treeish)
{
    co_return snapshotFrom(co_await d->request(
        guest::Operation::Restore, guest::encode(guest::Restore{treeish.value.toStdString()}), LongTimeout));
}

Task<PackSummary> GuestLink::packOut(
    ObjectId want, ObjectId have, std::function<Task<void>(QByteArray)> sink, quint64 limit)
{
    const auto stream = d->openStream(
        guest::StreamKind::PackOut, guest::encode(guest::PackOut{want.value.toStdString(), have.value.toStdString()}));
    if (!stream)
        co_return std::unexpected(d->disconnectedError());
    PackSummary summary;
    while (true) {
        Result<QByteArray> bytes = co_await stream->next();
        if (!bytes)
            co_return std::unexpected(bytes.error());
        if (bytes->isEmpty())
            co_return summary;
        summary.bytes += static_cast<quint64>(bytes->size());
        if (summary.bytes > limit) {
            stream->abort();
            co_return failure(LimitExceeded,
                GuestText::tr("The changes in the sandbox are larger than %1 MiB.").arg(limit / 1024 / 1024));
        }
        const Result<void> taken = co_await sink(std::move(*bytes));
        if (!taken) {
            stream->abort();
            co_return std::unexpected(taken.error());
        }
    }
}

Task<void> GuestLink::packIn(std::function<Task<QByteArray>()> source)
{
    const auto stream = d->openStream(guest::StreamKind::PackIn, {});
    if (!stream)
        co_return std::unexpected(d->disconnectedError());
    while (true) {
        Result<QByteArray> bytes = co_await source();
        if (!bytes) {
            stream->abort();
            co_return std::unexpected(bytes.error());
        }
        if (bytes->isEmpty())
            break;
        const Result<void> written = co_await stream->write(std::move(*bytes));
        if (!written)
            co_return std::unexpected(written.error());
    }
    stream->writeEnd();
    const Result<int> closed = co_await stream->closed();
    if (!closed)
        co_return std::unexpected(closed.error());
    co_return {};
}

Task<QByteArray> GuestLink::readFile(QByteArray path, quint64 limit)
{
    const auto stream =
        d->openStream(guest::StreamKind::ReadFile, guest::encode(guest::ReadFile{path.toStdString(), limit}));
    if (!stream)
        co_return std::unexpected(d->disconnectedError());
    QByteArray content;
    while (true) {
        const Result<QByteArray> bytes = co_await stream->next();
        if (!bytes)
            co_return std::unexpected(bytes.error());
        if (bytes->isEmpty())
            co_return content;
        content += *bytes;
        if (static_cast<quint64>(content.size()) > limit) {
            stream->abort();
            co_return failure(LimitExceeded, GuestText::tr("The file is larger than %1 bytes.").arg(limit));
        }
    }
}

Task<void> GuestLink::writeFile(QByteArray path, QByteArray content, quint32 mode)
{
    const auto stream =
        d->openStream(guest::StreamKind::WriteFile, guest::encode(guest::WriteFile{path.toStdString(), mode}));
    if (!stream)
        co_return std::unexpected(d->disconnectedError());
    const Result<void> written = co_await stream->write(std::move(content));
    if (!written)
        co_return std::unexpected(written.error());
    stream->writeEnd();
    const Result<int> closed = co_await stream->closed();
    if (!closed)
        co_return std::unexpected(closed.error());
    co_return {};
}

Task<GuestDirectory> GuestLink::listDirectory(QByteArray path)
{
    const auto answer = answerAs<guest::DirectoryListing>(co_await d->request(guest::Operation::ListDirectory,
        guest::encode(guest::PathOperation{path.toStdString()}), d->options.requestTimeout));
    if (!answer)
        co_return std::unexpected(answer.error());
    GuestDirectory directory;
    directory.cut = answer->cut;
    for (const guest::FileInfo &info : answer->entries)
        directory.entries.append(fileFrom(info));
    co_return directory;
}

Task<GuestFileInfo> GuestLink::statFile(QByteArray path)
{
    const auto answer = answerAs<guest::FileInfo>(co_await d->request(guest::Operation::StatFile,
        guest::encode(guest::PathOperation{path.toStdString()}), d->options.requestTimeout));
    if (!answer)
        co_return std::unexpected(answer.error());
    co_return fileFrom(*answer);
}

} // namespace pilothouse
