#pragma once

#include <QCoreApplication>

namespace pilothouse {

/// The translation context of what the base folder says.
struct BaseText {
    Q_DECLARE_TR_FUNCTIONS(Base)
};

} // namespace pilothouse
