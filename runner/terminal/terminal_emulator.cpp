#include "runner/terminal/terminal_emulator.h"

#include "runner/terminal/terminal_interpreter.h"

#include <algorithm>

namespace pilothouse {

namespace {

TerminalSize bounded(TerminalSize size)
{
    return {
        .rows = std::clamp(size.rows, 1, TerminalEmulator::maximumRows),
        .columns = std::clamp(size.columns, 1, TerminalEmulator::maximumColumns),
    };
}

} // namespace

TerminalEmulator::TerminalEmulator(TerminalSize size, TerminalLimits limits)
    : m_interpreter(std::make_unique<Interpreter>(bounded(size), limits))
{ }

TerminalEmulator::~TerminalEmulator() = default;

void TerminalEmulator::feed(QByteArrayView bytes)
{
    m_interpreter->feed(bytes);
}

void TerminalEmulator::resize(TerminalSize size)
{
    m_interpreter->resize(bounded(size));
}

void TerminalEmulator::reset()
{
    m_interpreter->reset();
}

QByteArray TerminalEmulator::takeReplies()
{
    return m_interpreter->takeReplies();
}

bool TerminalEmulator::isDirty() const
{
    return m_interpreter->isDirty();
}

bool TerminalEmulator::isSynchronizing() const
{
    return m_interpreter->isSynchronizing();
}

std::shared_ptr<const TerminalFrame> TerminalEmulator::frame()
{
    return m_interpreter->frame();
}

} // namespace pilothouse
