#include "runner/sandbox/sandbox_engine.h"
