#include "tests/support/link/guest_process.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

#include <sys/prctl.h>

#include <csignal>

#include <unistd.h>

namespace pilothouse {

GuestProcess::GuestProcess(const QStringList &moreOptions)
{
    QDir().mkpath(workspace());
    QDir().mkpath(home());
    m_socket = QStringLiteral("pilothouse-test-%1-%2").arg(getpid()).arg(QRandomGenerator::global()->generate());
    // Below the range that the kernel gives to outgoing connections.
    m_modelPort = static_cast<quint16>(20000 + QRandomGenerator::global()->bounded(6000) * 2);
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
    // A test that aborts leaves no guest behind.
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(program(),
        QStringList{QStringLiteral("run"), QStringLiteral("--socket"), m_socket, QStringLiteral("--host-uid"),
            QString::number(getuid()), QStringLiteral("--workspace"), workspace(), QStringLiteral("--home"), home(),
            QStringLiteral("--model-port"), QString::number(m_modelPort), QStringLiteral("--proxy-port"),
            QString::number(proxyPort())}
            + moreOptions);
    m_process.waitForStarted();
    // The socket is bound a moment after the start; the kernel lists it then.
    const QByteArray line = '@' + m_socket.toUtf8();
    const bool bound = QTest::qWaitFor(
        [&line] {
            QFile list(QStringLiteral("/proc/net/unix"));
            return list.open(QIODevice::ReadOnly) && list.readAll().contains(line);
        },
        5000);
    Q_ASSERT(bound);
    Q_UNUSED(bound)
}

GuestProcess::~GuestProcess()
{
    m_process.kill();
    m_process.waitForFinished();
}

std::unique_ptr<ProcessStream> GuestProcess::connectStream() const
{
    return std::make_unique<ProcessStream>(program(),
        QStringList{QStringLiteral("connect"), QStringLiteral("--guest-pid"), QString::number(pid()),
            QStringLiteral("--socket"), m_socket});
}

QString GuestProcess::program()
{
    return QStringLiteral(GUEST_PROGRAM);
}

} // namespace pilothouse
