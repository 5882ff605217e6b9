#include "check/suite.hpp"

#include <cstdint>
#include <optional>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "check.hpp"

using trawl::fuzz::check;

namespace {

/// A file without a name: what is read is the same for each input, and nothing stays behind.
class unnamed_file {
public:
    unnamed_file() : descriptor_(::memfd_create("suite", MFD_CLOEXEC)) { check(descriptor_ >= 0, "there is memory"); }
    unnamed_file(const unnamed_file&) = delete;
    unnamed_file& operator=(const unnamed_file&) = delete;
    ~unnamed_file() { ::close(descriptor_); }

    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
    void write(const std::uint8_t* data, std::size_t size) const {
        check(::ftruncate(descriptor_, 0) == 0 && ::pwrite(descriptor_, data, size, 0) == static_cast<ssize_t>(size),
              "there is memory");
    }

private:
    int descriptor_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const unnamed_file file;
    file.write(data, size);
    trawl::check::suite_inputs inputs;
    inputs.variables = {{"host", "example.org"}};
    inputs.environment = [](const std::string& name) {
        return name == "HOME" ? std::optional<std::string>("/root") : std::nullopt;
    };
    try {
        const auto suite = trawl::check::load_suite(file.path(), inputs);
        for (std::size_t i = 0; i < suite.entries.size(); ++i) {
            for (const auto needed : suite.entries[i]->needs) {
                check(needed < i, "what is needed stands before");
            }
        }
    } catch (const trawl::check::suite_error& wrong) {
        check(std::string_view(wrong.what()).starts_with("/proc/self/fd/"), "an error says in which file");
    }
    return 0;
}
