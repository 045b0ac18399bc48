#pragma once

#include "runner/terminal/terminal_emulator.h"

#include <QByteArray>

/// The rows of a frame as text, without blank ends, joined by line feeds; blank rows at the end are left out.
inline QByteArray screenText(const pilothouse::TerminalFrame &frame)
{
    QByteArray text;
    for (const auto &row : frame.rows)
        text += QByteArray::fromStdString(pilothouse::rowText(*row)) + '\n';
    while (text.endsWith('\n'))
        text.chop(1);
    return text;
}

inline QByteArray screenText(pilothouse::TerminalEmulator &terminal)
{
    return screenText(*terminal.frame());
}
