#pragma once

#include <QCoreApplication>

namespace pilothouse {

/// The translation context of everything that building images says.
struct ImageText {
    Q_DECLARE_TR_FUNCTIONS(ImageBuilder)
};

} // namespace pilothouse
