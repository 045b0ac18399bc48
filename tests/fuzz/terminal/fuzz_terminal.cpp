// Bytes of a program through the terminal, in pieces, with sizes that change between them. The input is taken apart at
// bytes 0xfe (which no text and no sequence holds): the two bytes after one are the next size.

#include "runner/terminal/terminal_emulator.h"
#include "runner/terminal/terminal_history.h"

#include <cstdlib>
#include <string_view>

using namespace pilothouse;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkRow(const TerminalRow &row)
{
    for (size_t i = 0; i < row.cells.size(); ++i) {
        const bool right = i + 1 < row.cells.size() && row.cells[i + 1].width == 0;
        require((row.cells[i].width == 2) == right);
        require(i > 0 || row.cells[i].width != 0);
        require(row.cells[i].width == 0 || !cellText(row, row.cells[i]).empty());
    }
}

void check(TerminalEmulator &terminal)
{
    const auto frame = terminal.frame();
    require(frame->rows.size() == size_t(frame->size.rows) && frame->damaged.size() == frame->rows.size());
    require(frame->cursor.row >= 0 && frame->cursor.row < frame->size.rows);
    require(frame->cursor.column >= 0 && frame->cursor.column < frame->size.columns);
    for (const auto &row : frame->rows) {
        require(row->cells.size() == size_t(frame->size.columns));
        checkRow(*row);
    }
    for (qsizetype i = 0; i < frame->history->size(); ++i)
        checkRow(frame->history->row(i));
    require(terminal.takeReplies().size() <= 1000);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    std::string_view input(reinterpret_cast<const char *>(data), size);
    TerminalEmulator terminal({.rows = 6, .columns = 20}, {.historyBytes = 2000, .replyBytes = 1000});
    while (!input.empty()) {
        const size_t end = input.find('\xfe');
        const std::string_view piece = input.substr(0, end);
        terminal.feed(QByteArrayView(piece.data(), qsizetype(piece.size())));
        check(terminal);
        input.remove_prefix(std::min(input.size(), piece.size() + 1));
        if (end == std::string_view::npos || input.size() < 2)
            break;
        terminal.resize({.rows = input[0] % 32, .columns = input[1] % 64});
        input.remove_prefix(2);
        check(terminal);
    }
    return 0;
}
