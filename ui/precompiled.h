// What nearly every file of the window includes anyway; see PILOTHOUSE_PCH.
#pragma once

#include "runner/precompiled.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QBoxLayout>
#include <QColor>
#include <QFont>
#include <QIcon>
#include <QLabel>
#include <QPainter>
#include <QWidget>
