#pragma once

#include "runner/guest/guest_link.h"
#include "runner/sandbox/sandbox_engine.h"

#include <QTimer>

namespace pilothouse {

/// Keeps the link to one container's guest up: runs `guest connect` in it, again after every break, until the container
/// turns out to be gone. Lives on its session's thread.
class SandboxLink final : public QObject {
    Q_OBJECT

public:
    SandboxLink(SandboxEngine &engine, ContainerId container, LinkOptions options, QObject *parent = nullptr);
    ~SandboxLink() override;

    [[nodiscard]] GuestLink &guest() { return *m_guest; }
    [[nodiscard]] bool isUp() const { return m_guest->isReady(); }

    /// Connects and ends with the guest's hello. Errors: those of the link (GuestKeyWrong, GuestBusy, …), of the
    /// engine, TimedOut. After a success the link is kept up without further calls.
    [[nodiscard]] Task<GuestHello> open();

Q_SIGNALS:
    void up(const pilothouse::GuestHello &hello); ///< Again, after a break; not for open().
    void down(const pilothouse::Error &error); ///< Broken; another try is under way.
    void lost(const pilothouse::Error &error); ///< The container ended or is another guest's: the last signal.

private:
    [[nodiscard]] Task<void> connectOnce();
    QCoro::Task<void> keepUp();
    [[nodiscard]] Task<SandboxState> containerState();

    SandboxEngine &m_engine;
    ContainerId m_container;
    GuestLink *m_guest;
    std::optional<OneShot<Result<GuestHello>>> m_hello;
    bool m_established = false;
    bool m_reconnecting = false;
};

} // namespace pilothouse
