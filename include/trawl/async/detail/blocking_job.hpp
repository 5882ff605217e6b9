#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/store.hpp"
#include "trawl/async/event.hpp"
#include "trawl/async/semaphore.hpp"

namespace trawl::async::detail {

/// One function on its way through a blocking_pool: `call` on a thread, all else on the executor.
class blocking_job {
public:
    virtual ~blocking_job() = default;
    virtual void call() noexcept = 0;

    std::shared_ptr<void> pool;  // before `place`, which is given back to it
    semaphore::permit place;
    executor home;
    event done;
};

template <class F>
class function_job final : public blocking_job {
public:
    using result = std::invoke_result_t<F&>;
    static_assert(!std::is_reference_v<result>, "what a reference refers to may be gone: return a value");

    explicit function_job(F function) : function_(std::move(function)) {}

    void call() noexcept override {
        try {
            if constexpr (std::is_void_v<result>) {
                (*function_)();
            } else {
                value_.emplace((*function_)());
            }
        } catch (...) {
            error_ = std::current_exception();
        }
    }

    result take() {
        function_.reset();
        if (error_) {
            std::rethrow_exception(std::move(error_));
        }
        if constexpr (!std::is_void_v<result>) {
            return std::move(*value_);
        }
    }

private:
    std::optional<F> function_;
    std::optional<stored_t<result>> value_;
    std::exception_ptr error_;
};

}  // namespace trawl::async::detail
