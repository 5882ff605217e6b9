#include "trawl/async/errors.hpp"

#include <string>

namespace trawl::async {

namespace {

class category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "trawl.async"; }

    std::string message(int code) const override {
        switch (static_cast<async_errc>(code)) {
            case async_errc::timed_out:
                return "the operation did not finish in time";
            case async_errc::closed:
                return "the queue is closed";
        }
        return "unknown error";
    }
};

}  // namespace

const boost::system::error_category& async_category() noexcept {
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(async_errc code) noexcept {
    return {static_cast<int>(code), async_category()};
}

}  // namespace trawl::async
