// What most tests share beside cmake/precompiled.hpp.
#pragma once

#include "precompiled.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
