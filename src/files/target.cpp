#include "files/target.hpp"

namespace trawl::files {
namespace {

class files_category final : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "files"; }

    [[nodiscard]] std::string message(int code) const override {
        switch (static_cast<files_errc>(code)) {
            case files_errc::digest_mismatch:
                return "the file has another digest than it must have";
            case files_errc::size_mismatch:
                return "the file has another size than it must have";
            case files_errc::name_taken:
                return "another file has that name";
            case files_errc::part_in_use:
                return "another trawl is writing it";
        }
        return "unknown error";
    }
};

}  // namespace

boost::system::error_code make_error_code(files_errc code) noexcept {
    static const files_category category;
    return {static_cast<int>(code), category};
}

}  // namespace trawl::files
