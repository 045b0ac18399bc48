#pragma once

#include <QColor>

#include <array>

namespace pilothouse {

/// How the styles of the highlighter (KSyntaxHighlighting::Theme::TextStyle) look. Each colour reads well on the plain
/// ground as well as on the added and the removed one.
struct SyntaxPalette {
    static constexpr int Styles = 32;

    std::array<QRgb, Styles> colors{};
    std::array<bool, Styles> bold{};
    QRgb mark = 0; ///< Of marks of hidden and mistakable characters.
    QRgb note = 0; ///< Of our own words.

    [[nodiscard]] static const SyntaxPalette &light();
    [[nodiscard]] static const SyntaxPalette &dark();
};

} // namespace pilothouse
