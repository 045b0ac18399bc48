#include "app/cli/interrupt.h"

#include <QMetaObject>
#include <QPointer>

#include <windows.h>

namespace pilothouse::cli {

namespace {

QPointer<QObject> s_context;
std::function<void()> s_interrupted;

BOOL WINAPI handle(DWORD)
{
    static bool once = false;
    if (once || !s_context)
        return FALSE;
    once = true;
    QMetaObject::invokeMethod(s_context.data(), [] { s_interrupted(); }, Qt::QueuedConnection);
    return TRUE;
}

} // namespace

void onInterrupt(QObject *context, std::function<void()> interrupted)
{
    s_context = context;
    s_interrupted = std::move(interrupted);
    SetConsoleCtrlHandler(handle, TRUE);
}

} // namespace pilothouse::cli
