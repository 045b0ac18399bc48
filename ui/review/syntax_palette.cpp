#include "ui/review/syntax_palette.h"

#include <KSyntaxHighlighting/Theme>

namespace pilothouse {

namespace {

using Style = KSyntaxHighlighting::Theme;

struct Colors {
    QRgb text, keyword, function, variable, type, string, number, comment, documentation, preprocessor, annotation,
        warning, mark, note;
};

SyntaxPalette makePalette(const Colors &colors)
{
    SyntaxPalette palette;
    palette.colors.fill(colors.text);
    const auto set = [&palette](Style::TextStyle style, QRgb color) { palette.colors[style] = color; };
    set(Style::Keyword, colors.keyword);
    set(Style::ControlFlow, colors.keyword);
    set(Style::Function, colors.function);
    set(Style::BuiltIn, colors.function);
    set(Style::Variable, colors.variable);
    set(Style::Attribute, colors.variable);
    set(Style::Extension, colors.function);
    set(Style::Import, colors.preprocessor);
    set(Style::Preprocessor, colors.preprocessor);
    set(Style::DataType, colors.type);
    set(Style::String, colors.string);
    set(Style::Char, colors.string);
    set(Style::VerbatimString, colors.string);
    set(Style::SpecialString, colors.string);
    set(Style::SpecialChar, colors.annotation);
    set(Style::DecVal, colors.number);
    set(Style::BaseN, colors.number);
    set(Style::Float, colors.number);
    set(Style::Constant, colors.number);
    set(Style::Comment, colors.comment);
    set(Style::CommentVar, colors.documentation);
    set(Style::Documentation, colors.documentation);
    set(Style::Annotation, colors.annotation);
    set(Style::Information, colors.annotation);
    set(Style::RegionMarker, colors.annotation);
    set(Style::Warning, colors.warning);
    set(Style::Alert, colors.warning);
    set(Style::Error, colors.warning);
    palette.bold[Style::Alert] = true;
    palette.mark = colors.mark;
    palette.note = colors.note;
    return palette;
}

} // namespace

const SyntaxPalette &SyntaxPalette::light()
{
    static const SyntaxPalette palette = makePalette({0xff1f2328, 0xff9a2a8a, 0xff2f55d4, 0xff6b4a00, 0xff0f6a78,
        0xff1b6b2f, 0xff9c4a00, 0xff636976, 0xff4f6275, 0xff8a3fb0, 0xff7a5200, 0xffb3261e, 0xff8a4a00, 0xff5a5c66});
    return palette;
}

const SyntaxPalette &SyntaxPalette::dark()
{
    static const SyntaxPalette palette = makePalette({0xffdcdee4, 0xffe39bd6, 0xff9db4ff, 0xffe6cf9a, 0xff7fd3de,
        0xff9bd8a0, 0xfff0b27a, 0xff969ba8, 0xffa9b8c8, 0xffcfa8f5, 0xffe3c26f, 0xffff8f88, 0xffffc46b, 0xff9da0ab});
    return palette;
}

} // namespace pilothouse
