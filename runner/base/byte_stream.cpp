#include "runner/base/byte_stream.h"
