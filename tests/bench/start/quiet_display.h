#pragma once

#include <QProcess>

namespace pilothouse::bench {

/// The display that DISPLAY names, or an Xvfb that lives as long as this object; DISPLAY names it then. Other systems
/// than X11's need neither.
class QuietDisplay {
public:
    QuietDisplay();
    ~QuietDisplay();

private:
    QProcess m_server;
};

} // namespace pilothouse::bench
