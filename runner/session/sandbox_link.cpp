#include "runner/session/sandbox_link.h"

#include "runner/sandbox/image_builder.h"

#include <QCoreApplication>
#include <QPointer>

#include <qcorotimer.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

namespace {

/// Errors that another try does not mend.
bool isFinal(const Error &error)
{
    return error.code == GuestKeyWrong || error.code == GuestReplaced || error.code == GuestVersionUnsupported;
}

} // namespace

SandboxLink::SandboxLink(SandboxEngine &engine, ContainerId container, LinkOptions options, QObject *parent)
    : QObject(parent),
      m_engine(engine),
      m_container(std::move(container)),
      m_guest(new GuestLink(std::move(options), this))
{
    connect(m_guest, &GuestLink::ready, this, [this](const GuestHello &hello) {
        if (m_hello)
            std::exchange(m_hello, std::nullopt)->resolve(hello);
    });
    connect(m_guest, &GuestLink::disconnected, this, [this](const Error &error) {
        if (m_hello)
            return std::exchange(m_hello, std::nullopt)->resolve(std::unexpected(error));
        if (!m_established || m_reconnecting)
            return;
        Q_EMIT down(error);
        keepUp();
    });
}

SandboxLink::~SandboxLink()
{
    m_established = false;
    if (m_hello)
        std::exchange(m_hello, std::nullopt)
            ->resolve(failure(pilothouse::Cancelled, tr("The connection to the sandbox was given up.")));
}

Task<void> SandboxLink::connectOnce()
{
    const QPointer<SandboxLink> self(this);
    ExecSpec connect{.container = m_container, .command = {QString(ImageLayout::guest), u"connect"_s}};
    auto stream = co_await m_engine.exec(std::move(connect));
    if (!self)
        co_return failure(pilothouse::Cancelled, tr("The connection to the sandbox was given up."));
    if (!stream)
        co_return std::unexpected(stream.error());
    ByteStream *const attached = stream->get();
    m_guest->attach(std::move(*stream));
    attached->setPaused(false);
    co_return {};
}

Task<GuestHello> SandboxLink::open()
{
    const QPointer<SandboxLink> self(this);
    OneShot<Result<GuestHello>> hello;
    m_hello = hello;
    if (const auto connected = co_await connectOnce(); !connected) {
        if (self)
            m_hello.reset();
        co_return std::unexpected(connected.error());
    }
    auto result = co_await hello;
    if (self && result)
        m_established = true;
    co_return result;
}

Task<SandboxState> SandboxLink::containerState()
{
    const auto report = co_await m_engine.inspect(m_container, {});
    if (!report)
        co_return std::unexpected(report.error());
    co_return report->state;
}

QCoro::Task<void> SandboxLink::keepUp()
{
    const QPointer<SandboxLink> self(this);
    m_reconnecting = true;
    for (std::chrono::milliseconds pause = 20ms;; pause = std::min<std::chrono::milliseconds>(pause * 2, 5s)) {
        const auto hello = co_await open();
        if (!self)
            co_return;
        if (hello) {
            m_reconnecting = false;
            Q_EMIT up(*hello);
            co_return;
        }
        const auto state = co_await containerState();
        if (!self)
            co_return;
        const bool gone =
            state ? *state == SandboxState::Exited || *state == SandboxState::Created : state.error().code == NotFound;
        if (gone || isFinal(hello.error())) {
            Q_EMIT lost(gone
                    ? Error{GuestDisconnected,
                          tr("The sandbox has ended. Continue the session to start it again on the same files."),
                          hello.error().message}
                    : hello.error());
            co_return;
        }
        co_await QCoro::sleepFor(pause);
        if (!self)
            co_return;
    }
}

} // namespace pilothouse
