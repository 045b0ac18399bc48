#include "runner/guest/program/workspace/worker.h"

#include "runner/guest/program/workspace/seeding.h"
#include "runner/guest/program/workspace/workspace_tree.h"
#include "runner/guest/protocol/message_stream.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <deque>
#include <filesystem>

namespace pilothouse::guest {

using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto FirstDelay = 20ms; ///< After the first write of a burst.
constexpr auto LongestDelay = 500ms; ///< While writing goes on.
/// Events that come so soon after a look belong to writing that goes on.
constexpr auto StillWriting = 15ms;
/// Where not every folder could be watched.
constexpr auto PollInterval = 2s;
/// Bytes that are free: with less, a failure to write is taken for a full disk.
constexpr std::uintmax_t FullBelow = 1024 * 1024;
/// Loose objects after which they are packed.
constexpr int PackAfter = 4000;

class Worker {
public:
    Worker(const GuestOptions &options, int fd)
        : m_fd(fd),
          m_workspace(options.workspace),
          m_state(options.stateDirectory()),
          m_store({m_state + "/git", options.workspace}),
          m_tree(options.workspace, m_store, m_watcher)
    { }

    int run();

private:
    // The socket.
    void send(FrameType type, std::uint16_t channel, std::uint64_t sequence, const std::string &payload);
    [[nodiscard]] bool receive();
    struct Position {
        std::uint64_t line = 0;
        bool whole = false; ///< The agent had written nothing more.
    };
    [[nodiscard]] Position askPosition();
    void handle(const Message &request);
    void note(WorkspaceMessage::Kind kind, std::string text);

    // Watching.
    [[nodiscard]] int waitMs() const;
    void takeEvents();
    void lookNow();

    // Work.
    [[nodiscard]] Response seed(const Seed &request);
    [[nodiscard]] Response adopt(const Seed &request);
    [[nodiscard]] Response openStore(const Seed &request, bool anew);
    [[nodiscard]] Response snapshot(WorkspaceTree::Look look);
    [[nodiscard]] Response rebuild();
    [[nodiscard]] Response restore(const Restore &request);
    [[nodiscard]] std::optional<WorkspaceMessage> commit(const std::string &tree, Position before);
    [[nodiscard]] WorkspaceMessage describe(std::uint64_t position) const;
    void packSometimes();

    int m_fd;
    std::string m_workspace;
    std::string m_state;
    GitStore m_store;
    Watcher m_watcher;
    WorkspaceTree m_tree;
    MessageReader m_reader{From::Host};
    std::deque<Message> m_requests;
    std::optional<Position> m_position; ///< The answer to a Ping.
    std::uint64_t m_reached = 0; ///< The agent's last line that we were told of.
    /// Whatever will be found changed was written after this line; none while nothing was looked at.
    std::optional<std::uint64_t> m_since;

    std::optional<Seed> m_seed; ///< What the workspace was seeded with; nothing is watched before.
    SeedResult m_seedResult;
    WorkspaceMessage m_last; ///< The newest snapshot.
    std::optional<Clock::time_point> m_lookAt; ///< When to look at what changed.
    Clock::time_point m_lookedAt;
    std::chrono::milliseconds m_delay = FirstDelay;
    bool m_toldIncomplete = false;
    bool m_toldFailed = false;
    int m_looseObjects = 0;
};

int Worker::run()
{
    signal(SIGPIPE, SIG_IGN);
    while (true) {
        while (!m_requests.empty()) {
            const Message request = std::move(m_requests.front());
            m_requests.pop_front();
            handle(request);
        }
        pollfd ends[2] = {{m_fd, POLLIN, 0}, {m_seed ? m_watcher.fd() : -1, POLLIN, 0}};
        if (poll(ends, 2, waitMs()) < 0 && errno != EINTR)
            return 1;
        const std::uint64_t reached = m_reached;
        if (ends[0].revents != 0 && !receive())
            return 0;
        if ((ends[1].revents & POLLIN) || (m_seed && m_reached != reached))
            takeEvents();
        if (m_lookAt && Clock::now() >= *m_lookAt)
            lookNow();
    }
}

void Worker::send(FrameType type, std::uint16_t channel, std::uint64_t sequence, const std::string &payload)
{
    MessageWriter writer;
    writer.put(MessageWriter::Lane::Control, type, channel, sequence, payload);
    std::string out;
    while (writer.take(out, MaxFramePayload)) { }
    for (std::size_t done = 0; done < out.size();) {
        const ssize_t sent = ::send(m_fd, out.data() + done, out.size() - done, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            _exit(0); // Process 1 is gone, and the sandbox with it.
        done += static_cast<std::size_t>(sent);
    }
}

bool Worker::receive()
{
    char buffer[64 * 1024];
    const ssize_t got = recv(m_fd, buffer, sizeof buffer, 0);
    if (got <= 0)
        return got < 0 && errno == EINTR;
    m_reader.feed({buffer, static_cast<std::size_t>(got)});
    while (std::optional<Message> message = m_reader.next()) {
        if (message->type != FrameType::Pong) {
            m_requests.push_back(std::move(*message));
            continue;
        }
        m_reached = std::max(m_reached, message->sequence);
        if (message->channel != PositionMoved)
            m_position = {message->sequence, message->channel == PositionWhole};
    }
    return !m_reader.isBroken();
}

Worker::Position Worker::askPosition()
{
    m_position.reset();
    send(FrameType::Ping, 0, 0, {});
    while (!m_position) {
        if (!receive())
            _exit(0);
    }
    return *m_position;
}

void Worker::note(WorkspaceMessage::Kind kind, std::string text)
{
    WorkspaceMessage message;
    message.kind = kind;
    message.text = text.substr(0, 2000);
    send(FrameType::Durable, static_cast<std::uint16_t>(Channel::Workspace), 0, encode(message));
}

void Worker::handle(const Message &request)
{
    Response response{Failure::Invalid, "not understood"};
    switch (static_cast<Operation>(request.channel)) {
    case Operation::Seed:
        if (const auto seedRequest = decode<Seed>(request.payload))
            response = seed(*seedRequest);
        break;
    case Operation::Snapshot:
        response = snapshot(WorkspaceTree::Look::Everything);
        break;
    case Operation::Restore:
        if (const auto restoreRequest = decode<Restore>(request.payload))
            response = restore(*restoreRequest);
        break;
    default:
        break;
    }
    send(FrameType::Response, 0, request.sequence, encode(response));
}

int Worker::waitMs() const
{
    if (m_lookAt)
        return static_cast<int>(
            std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(*m_lookAt - Clock::now()).count()));
    return m_seed && !m_watcher.isComplete() ? static_cast<int>(std::chrono::milliseconds(PollInterval).count()) : -1;
}

void Worker::takeEvents()
{
    if (!m_watcher.take([this](int watch, const std::string &name) { m_tree.changed(watch, name); }))
        m_tree.everythingChanged();
    if (m_since && !m_lookAt && !m_tree.hasChanges() && m_watcher.isComplete())
        m_since = m_reached;
    if (m_lookAt || !m_tree.hasChanges())
        return;
    // A single write is seen at once; the more the writing goes on, the rarer the looks.
    const auto now = Clock::now();
    m_delay = now - m_lookedAt < StillWriting ? std::min<std::chrono::milliseconds>(2 * m_delay, LongestDelay)
                                              : std::chrono::milliseconds(FirstDelay);
    m_lookAt = now + m_delay;
}

void Worker::lookNow()
{
    // What comes after the events that are taken now is written after the lines that were there before.
    const std::uint64_t reached = m_reached;
    m_lookAt.reset();
    takeEvents();
    const Response response =
        snapshot(m_watcher.isComplete() ? WorkspaceTree::Look::Changed : WorkspaceTree::Look::Everything);
    m_lookAt.reset();
    if (response.failure != Failure::None) {
        if (!std::exchange(m_toldFailed, true))
            note(WorkspaceMessage::Kind::SnapshotFailed, response.body);
        m_lookAt = Clock::now() + PollInterval;
    } else {
        m_since = reached;
    }
    m_lookedAt = Clock::now();
}

Response Worker::openStore(const Seed &request, bool anew)
{
    if (anew)
        m_store.remove();
    if (mkdir(m_state.c_str(), 0700) != 0 && errno != EEXIST)
        return {Failure::Io, "the guest's folder could not be made"};
    if (!m_store.create(request.objects, request.shallow))
        return {errno == ENOSPC ? Failure::DiskFull : Failure::Io, "the guest's git store could not be made"};
    return {};
}

Response Worker::seed(const Seed &request)
{
    if (m_seed && m_seed->base == request.base)
        return {Failure::None, encode(m_seedResult)};
    if (std::string problem = seedProblem(request); !problem.empty())
        return {Failure::Invalid, std::move(problem)};
    const auto begun = Clock::now();
    const std::string unfinished = m_state + "/seeding";
    std::error_code error;
    const bool known = m_store.ref("base") == request.base && m_store.ref("seeded") == request.base;
    if (known)
        return adopt(request);
    if (m_seed)
        return {Failure::Invalid, "the workspace has another base: " + m_seed->base};
    const bool interrupted = std::filesystem::exists(unfinished, error);
    if (!interrupted && !isEmptyFolder(m_workspace)) {
        if (!hasAgentRepository(m_store, request))
            return {Failure::Invalid, "the workspace is not empty"};
        // Our store is gone with the volume it was on, the files are there.
        m_seed = request;
        return rebuild();
    }
    if (Response response = openStore(request, true); response.failure != Failure::None)
        return response;
    if (!writeFileWhole(unfinished, request.base + "\n") || !m_store.setRef("base", request.base))
        return {Failure::Io, "the guest's folder could not be written"};
    if (Response response = seedWorkspace(m_store, request); response.failure != Failure::None)
        return response;
    std::optional<TreeNode> base = m_store.readTree(request.base);
    if (!base || !m_tree.load(*base, WorkspaceTree::Trust::Base))
        return {Failure::Failed, "the workspace could not be read"};
    m_seedResult = {.files = 0, .submodules = 0, .durationMs = 0, .tree = base->oid};
    for (const auto &[path, object] : m_tree.files())
        ++(object.first == 0160000 ? m_seedResult.submodules : m_seedResult.files);
    m_last = {};
    m_last.commit = m_last.parent = request.base;
    m_last.tree = base->oid;
    if (!m_store.setRef("last", request.base) || !m_store.setRef("seeded", request.base))
        return {Failure::Io, "the guest's folder could not be written"};
    std::filesystem::remove(unfinished, error);
    m_seed = request;
    m_since = 0; // of an agent that was not started yet
    m_seedResult.durationMs =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count());
    return {Failure::None, encode(m_seedResult)};
}

/// The workspace was seeded by an earlier guest or an earlier process: only our picture of it is new.
Response Worker::adopt(const Seed &request)
{
    if (Response response = openStore(request, false); response.failure != Failure::None)
        return response;
    std::optional<TreeNode> base = m_store.readTree(request.base);
    const std::string last = m_store.ref("last");
    const std::optional<TreeNode> lastTree = last.empty() ? std::nullopt : m_store.readTree(last);
    const GitOutcome whole = runGit(m_store.place(), {"rev-list", "--objects", "--quiet", last, "^" + request.base});
    if (!base || !lastTree || !whole.isGood()) {
        m_seed = request;
        return rebuild();
    }
    m_last = {};
    m_last.commit = last;
    m_last.tree = lastTree->oid;
    const GitOutcome parent = runGit(m_store.place(), {"rev-parse", "--verify", "-q", last + "^1"});
    m_last.parent = last == request.base || !parent.isGood() ? request.base : parent.text.substr(0, 40);
    // The volume of the workspace is gone, our store is there. (Files that the agent deleted are not in `last`.)
    const bool lost = isEmptyFolder(m_workspace);
    if (lost) {
        if (Response response = seedWorkspace(m_store, request); response.failure != Failure::None)
            return response;
    }
    m_seed = request;
    m_seedResult = {.files = 0, .submodules = 0, .durationMs = 0, .tree = base->oid};
    const bool good = m_tree.load(std::move(*base), WorkspaceTree::Trust::Nothing);
    for (const auto &[path, object] : m_tree.files())
        ++(object.first == 0160000 ? m_seedResult.submodules : m_seedResult.files);
    if (lost) {
        if (Response response = restore({last}); response.failure != Failure::None)
            return response;
    } else if (good) {
        (void)snapshot(WorkspaceTree::Look::Changed);
    }
    return {Failure::None, encode(m_seedResult)};
}

/// Makes a broken store anew. The chain of snapshots starts at the base again.
Response Worker::rebuild()
{
    m_since.reset(); // what is found against the base may be old
    if (Response response = openStore(*m_seed, true); response.failure != Failure::None)
        return response;
    std::optional<TreeNode> base = m_store.readTree(m_seed->base);
    if (!base)
        return {Failure::Failed, "the base store cannot be read"};
    m_last = {};
    m_last.commit = m_last.parent = m_seed->base;
    m_last.tree = base->oid;
    m_seedResult.tree = base->oid;
    if (!m_store.setRef("base", m_seed->base) || !m_store.setRef("last", m_seed->base)
        || !m_store.setRef("seeded", m_seed->base) || !m_tree.load(std::move(*base), WorkspaceTree::Trust::Nothing))
        return {Failure::Failed, "the workspace could not be read"};
    note(WorkspaceMessage::Kind::StoreRebuilt, {});
    (void)snapshot(WorkspaceTree::Look::Changed);
    return {Failure::None, encode(m_seedResult)};
}

Response Worker::snapshot(WorkspaceTree::Look look)
{
    if (!m_seed)
        return {Failure::Invalid, "the workspace was not seeded"};
    const std::uint64_t reached = m_reached;
    const Position before = askPosition();
    const std::uint64_t position = before.line;
    const bool seen = m_tree.update(look);
    const std::optional<std::string> tree = seen ? m_tree.writeTree() : std::nullopt;
    const std::optional<WorkspaceMessage> made = !tree ? std::nullopt
        : *tree == m_last.tree                         ? describe(position)
                                                       : commit(*tree, before);
    if (!m_watcher.isComplete() && !std::exchange(m_toldIncomplete, true))
        note(WorkspaceMessage::Kind::WatchIncomplete, {});
    if (!made) {
        // Either the disk is full, or something in the sandbox spoiled the store.
        if (look == WorkspaceTree::Look::Everything && m_store.ref("base") != m_seed->base
            && rebuild().failure == Failure::None)
            return {Failure::None, encode(describe(position))};
        std::error_code error;
        if (std::filesystem::space(m_state, error).available < FullBelow && !error)
            return {Failure::DiskFull, "the sandbox's disk is full"};
        return {Failure::Failed, "git could not store the snapshot"};
    }
    m_toldFailed = false;
    if (look == WorkspaceTree::Look::Everything)
        m_since = reached;
    else if (!m_since)
        m_since = 0;
    return {Failure::None, encode(*made)};
}

WorkspaceMessage Worker::describe(std::uint64_t position) const
{
    WorkspaceMessage message = m_last;
    message.position = position;
    const LeftOutPaths &leftOut = m_tree.leftOut();
    message.leftOutCounts.assign(leftOut.counts.begin(), leftOut.counts.end());
    message.leftOut.clear();
    for (auto entry = leftOut.paths.begin(); entry != leftOut.paths.end() && message.leftOut.size() < MaxLeftOutListed;
        ++entry) {
        if (entry->first.size() <= 4000)
            message.leftOut.emplace_back(*entry);
    }
    return message;
}

std::optional<WorkspaceMessage> Worker::commit(const std::string &tree, Position before)
{
    std::string text = "Snapshot\n\nposition: " + std::to_string(before.line) + "\n";
    if (m_since && m_watcher.isComplete())
        text += "since: " + std::to_string(*m_since) + "\n";
    if (const Position after = askPosition(); after.whole)
        text += "until: " + std::to_string(after.line) + "\n";
    const auto commit = m_store.writeCommit(tree, m_last.commit, text);
    if (!commit || !m_store.setRef("last", *commit))
        return std::nullopt;
    m_last.parent = m_last.commit;
    m_last.commit = *commit;
    m_last.tree = tree;
    m_last.changedPaths = m_tree.takeChangedPaths();
    m_looseObjects += 4 + static_cast<int>(std::min(m_last.changedPaths, std::uint32_t{PackAfter}));
    const WorkspaceMessage message = describe(before.line);
    send(FrameType::Durable, static_cast<std::uint16_t>(Channel::Workspace), 0, encode(message));
    packSometimes();
    return message;
}

void Worker::packSometimes()
{
    if (m_looseObjects < PackAfter)
        return;
    m_looseObjects = 0;
    // Only what the chain of snapshots reaches matters; a failure leaves everything as it is.
    (void)runGit(m_store.place(), {"repack", "-d", "-l", "-q"});
    m_store.rest();
}

Response Worker::restore(const Restore &request)
{
    if (!m_seed)
        return {Failure::Invalid, "the workspace was not seeded"};
    if (!isObjectId(request.treeish))
        return {Failure::Invalid, "not an object's name"};
    if (!m_tree.update(WorkspaceTree::Look::Everything))
        return {Failure::Failed, "the workspace could not be read"};
    const std::optional<TreeNode> target = m_store.readTree(request.treeish);
    if (!target)
        return {Failure::NotFound, "the store does not have " + request.treeish};
    if (Response response = restoreFiles(m_store, *target, m_tree.files(), request.treeish);
        response.failure != Failure::None)
        return response;
    // A workspace in which nothing was done yet goes on with the chain of the snapshot that it is filled from.
    if (m_last.commit == m_seed->base && request.treeish != m_seed->base) {
        const GitOutcome parent = runGit(m_store.place(), {"rev-parse", "--verify", "-q", request.treeish + "^1"});
        if (parent.isGood() && m_store.setRef("last", request.treeish)) {
            m_last.commit = request.treeish;
            m_last.tree = target->oid;
            m_last.parent = parent.text.substr(0, 40);
        }
    }
    return snapshot(WorkspaceTree::Look::Everything);
}

} // namespace

int runWorkspaceWorker(const GuestOptions &options, int fd)
{
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    umask(022);
    Worker worker(options, fd);
    return worker.run();
}

} // namespace pilothouse::guest
