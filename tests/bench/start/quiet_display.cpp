#include "tests/bench/start/quiet_display.h"

using namespace Qt::StringLiterals;

namespace pilothouse::bench {

QuietDisplay::QuietDisplay()
{
#if !defined(Q_OS_WIN) && !defined(Q_OS_MACOS)
    if (qEnvironmentVariableIsSet("DISPLAY"))
        return;
    m_server.start(
        u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1920x1080x24"_s, u"-nolisten"_s, u"tcp"_s});
    while (!m_server.canReadLine()) {
        if (!m_server.waitForReadyRead(20'000))
            qFatal("There is no display, and Xvfb does not start.");
    }
    qputenv("DISPLAY", QByteArray(':' + m_server.readLine().trimmed()));
#endif
}

QuietDisplay::~QuietDisplay()
{
    if (m_server.state() == QProcess::NotRunning)
        return;
    m_server.terminate();
    m_server.waitForFinished();
}

} // namespace pilothouse::bench
