#include "simulation/elsewhere.hpp"

#include <utility>

#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/require.hpp>

namespace trawl::simulation {

namespace asio = boost::asio;

/// The executor: one that is `tracked` is work, for as long as it or a copy of it is there.
class elsewhere::counted {
public:
    counted(elsewhere& owner, bool is_work) noexcept : owner_(&owner), is_work_(is_work) {
        if (is_work_) {
            owner_->begin();
        }
    }
    counted(const counted& other) noexcept : counted(*other.owner_, other.is_work_) {}
    counted& operator=(const counted&) = delete;
    ~counted() {
        if (is_work_) {
            owner_->end();
        }
    }

    [[nodiscard]] asio::execution_context& query(asio::execution::context_t /*what*/) const noexcept {
        return owner_->loop_;
    }
    [[nodiscard]] counted require(asio::execution::blocking_t::never_t /*how*/) const { return *this; }
    [[nodiscard]] counted require(asio::execution::outstanding_work_t::tracked_t /*how*/) const {
        return {*owner_, true};
    }
    [[nodiscard]] counted require(asio::execution::outstanding_work_t::untracked_t /*how*/) const {
        return {*owner_, false};
    }

    template <class F>
    void execute(F what) const {
        asio::require(owner_->loop_.get_executor(), asio::execution::blocking.never).execute(std::move(what));
    }

    friend bool operator==(const counted& one, const counted& other) noexcept {
        return one.owner_ == other.owner_ && one.is_work_ == other.is_work_;
    }
    friend bool operator!=(const counted& one, const counted& other) noexcept { return !(one == other); }

private:
    elsewhere* owner_;
    bool is_work_;
};

asio::any_io_executor elsewhere::executor() {
    return counted(*this, false);
}

void elsewhere::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return under_way_ == 0; });
}

void elsewhere::begin() {
    const std::lock_guard lock(mutex_);
    ++under_way_;
}

void elsewhere::end() {
    const std::lock_guard lock(mutex_);
    --under_way_;
    if (under_way_ == 0) {
        changed_.notify_all();
    }
}

}  // namespace trawl::simulation
