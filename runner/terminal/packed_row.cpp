#include "runner/terminal/packed_row.h"

#include "runner/terminal/character_width.h"
#include "runner/terminal/utf8.h"

#include <algorithm>
#include <cstring>

namespace pilothouse {

namespace {

static_assert(std::is_trivially_copyable_v<TerminalStyle>);

struct Run {
    quint32 cells = 0;
    TerminalStyle style;
};

template <class T> void put(std::string &out, const T &value)
{
    out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

template <class T> T take(std::string_view &in)
{
    T value{};
    std::memcpy(static_cast<void *>(&value), in.data(), sizeof value);
    in.remove_prefix(sizeof value);
    return value;
}

size_t lengthWithoutBlanks(const TerminalRow &row)
{
    size_t length = row.cells.size();
    while (length > 0 && row.cells[length - 1] == TerminalCell{})
        --length;
    return length;
}

void putText(std::string &out, const TerminalRow &row, size_t length)
{
    const size_t lengthAt = out.size();
    put(out, quint32(0));
    const size_t begin = out.size();
    for (size_t i = 0; i < length; ++i) {
        const TerminalCell &cell = row.cells[i];
        if (cell.character < 0x80 && cell.width == 1) {
            out += char(cell.character);
            continue;
        }
        for (const char32_t character : cellText(row, cell))
            appendUtf8(out, character);
    }
    const auto bytes = quint32(out.size() - begin);
    std::memcpy(out.data() + lengthAt, &bytes, sizeof bytes);
}

void addCharacter(TerminalRow &row, char32_t character)
{
    const int width = characterWidth(character);
    if (width > 0 || row.cells.empty()) {
        row.cells.push_back({.character = character, .style = {}, .width = quint8(std::max(width, 1))});
        if (width == 2)
            row.cells.push_back({.character = U' ', .style = {}, .width = 0});
        return;
    }
    TerminalCell &base =
        row.cells.size() > 1 && row.cells.back().width == 0 ? row.cells[row.cells.size() - 2] : row.cells.back();
    if (!base.isCluster()) {
        row.clusters.push_back({base.character});
        base.character = TerminalCell::firstCluster + char32_t(row.clusters.size() - 1);
    }
    row.clusters[size_t(base.character - TerminalCell::firstCluster)] += character;
}

} // namespace

void packRow(const TerminalRow &row, std::string &out)
{
    const size_t length = lengthWithoutBlanks(row);
    out += char(row.wrapped);
    putText(out, row, length);
    for (size_t i = 0; i < length;) {
        Run run{.cells = 0, .style = row.cells[i].style};
        while (i < length && row.cells[i].style == run.style) {
            ++run.cells;
            ++i;
        }
        put(out, run.cells);
        put(out, run.style);
    }
}

TerminalRow unpackRow(std::string_view packed)
{
    TerminalRow row;
    row.wrapped = take<char>(packed) != 0;
    const auto bytes = take<quint32>(packed);
    std::string_view text = packed.substr(0, bytes);
    packed.remove_prefix(bytes);
    while (!text.empty())
        addCharacter(row, takeUtf8(text));
    size_t at = 0;
    while (!packed.empty()) {
        const auto cells = take<quint32>(packed);
        const auto style = take<TerminalStyle>(packed);
        for (const size_t end = std::min(row.cells.size(), at + cells); at < end; ++at)
            row.cells[at].style = style;
    }
    return row;
}

} // namespace pilothouse
