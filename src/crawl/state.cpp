#include "crawl/state.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>

#include "base/block_signals.hpp"
#include "base/log.hpp"
#include "batch/journal_place.hpp"
#include "crawl/state_change.hpp"
#include "crawl/state_weight.hpp"
#include "crawl/state_writer.hpp"
#include "trawl/async/event.hpp"

namespace trawl::crawl {

namespace {

// What is waiting is written when it is so many or so much, so that the queue stays short, and once in 250 ms.
constexpr std::size_t enough_changes = 1024;
constexpr std::size_t enough_bytes = std::size_t{8} << 20U;
constexpr std::size_t most_bytes = std::size_t{32} << 20U;
constexpr std::size_t most_pages = 4000;

bool is_too_much(const state_weight& held) noexcept {
    return held.bytes > most_bytes || held.pages > most_pages;
}

}  // namespace

class state::impl {
public:
    impl(async::executor loop, const files::folder& where, std::vector<std::unique_ptr<page_output>> outputs,
         error_handler on_error)
        : loop_(std::move(loop)), writer_(where, std::move(outputs)), here_(std::make_shared<loop_side>()) {
        here_->on_error = std::move(on_error);
        here_->has_room.set();
        round_ = writer_.store().round();
    }

    ~impl() {
        {
            const std::lock_guard lock(mutex_);
            is_closing_ = true;
            changed_.notify_one();
        }
        if (thread_.joinable()) {
            thread_.join();
        }
        here_->on_error = nullptr;
        if (!failure_.empty() && !here_->has_told) {
            base::log(base::log_level::error, failure_);
        }
    }

    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    [[nodiscard]] std::uint64_t round() const noexcept { return round_; }

    template <class F>
    auto with_store(F work) {
        const std::lock_guard lock(writer_mutex_);
        return work(writer_.store());
    }

    void begin_round() { add(new_round{++round_}); }

    void add(state_change what) {
        const state_weight weight = weight_of(what);
        std::unique_lock lock(mutex_);
        held_ += weight;
        waiting_weight_ += weight;
        waiting_.push_back(std::move(what));
        const bool is_enough =
            waiting_.size() % enough_changes == 0 || (waiting_weight_.bytes >= enough_bytes && !is_told_);
        const bool is_first = waiting_.size() == 1 && is_asleep_;
        is_told_ = is_told_ || is_enough;
        if (is_too_much(held_)) {
            here_->has_room.clear();
            is_to_tell_of_room_ = true;
        }
        start_thread();
        lock.unlock();
        if (is_enough || is_first) {
            changed_.notify_one();
        }
    }

    async::awaitable<std::vector<stored_url>> read(std::vector<url_id> which) {
        auto work = [this, which = std::move(which)] {
            std::vector<stored_url> found;
            found.reserve(which.size());
            for (const url_id each : which) {
                found.push_back(writer_.store().read(each));
            }
            return found;
        };
        co_return co_await call<std::vector<stored_url>>(std::move(work));
    }

    async::awaitable<std::vector<std::vector<url_id>>> links_of(std::vector<url_id> which) {
        auto work = [this, which = std::move(which)] {
            std::vector<std::vector<url_id>> found;
            found.reserve(which.size());
            for (const url_id each : which) {
                found.push_back(writer_.store().links_of(each));
            }
            return found;
        };
        co_return co_await call<std::vector<std::vector<url_id>>>(std::move(work));
    }

    async::awaitable<void> ready() { return here_->has_room.wait(); }

    async::awaitable<void> flush(bool is_end) {
        auto work = [this, is_end] {
            commit();
            if (is_end && failure_.empty()) {
                attempt([this] { writer_.finish(); });
            }
            if (!failure_.empty()) {
                throw state_error(failure_);
            }
            return true;
        };
        (void)co_await call<bool>(std::move(work));
    }

private:
    /// What the thread tells the loop. Outlives us in handlers that are still under way.
    struct loop_side {
        error_handler on_error;
        bool has_told = false;
        async::event has_room;
    };

    template <class T>
    struct result_of_call {
        async::event is_done;
        std::optional<T> value;
        std::exception_ptr failure;
    };

    /// Does work on the thread, behind all that was added before.
    template <class T, class F>
    async::awaitable<T> call(F work) {
        auto result = std::make_shared<result_of_call<T>>();
        // The loop has the last hold on the result: its event belongs there.
        auto task = [this, result, work = std::move(work)]() mutable {
            try {
                if (!failure_.empty()) {
                    throw state_error(failure_);
                }
                result->value = work();
            } catch (...) {
                result->failure = std::current_exception();
            }
            boost::asio::post(loop_, [result = std::move(result)] { result->is_done.set(); });
        };
        {
            const std::lock_guard lock(mutex_);
            calls_.emplace_back(std::move(task));
            start_thread();
        }
        changed_.notify_one();
        co_await result->is_done.wait();
        if (result->failure) {
            std::rethrow_exception(result->failure);
        }
        co_return std::move(*result->value);
    }

    // With the first thing to do. Holds mutex_.
    void start_thread() {
        if (!thread_.joinable()) {
            thread_ = std::thread([this] { work(); });
        }
    }

    void work() {
        base::block_signals();
        std::unique_lock lock(mutex_);
        while (true) {
            wait(lock);
            std::swap(waiting_, writing_);
            std::swap(calls_, calling_);
            const state_weight weight = std::exchange(waiting_weight_, {});
            const bool is_last = is_closing_ && writing_.empty() && calling_.empty();
            is_told_ = false;
            lock.unlock();
            {
                const std::lock_guard database(writer_mutex_);
                write(is_last);
            }
            lock.lock();
            held_ -= weight;
            if (is_to_tell_of_room_ && !is_too_much(held_)) {
                is_to_tell_of_room_ = false;
                boost::asio::post(loop_, [here = here_] { here->has_room.set(); });
            }
            if (is_last) {
                return;
            }
        }
    }

    // Until there is enough to do, or what was begun is due.
    void wait(std::unique_lock<std::mutex>& lock) {
        const auto has_much = [this] {
            return is_closing_ || is_to_tell_of_room_ || !calls_.empty() || waiting_.size() >= enough_changes ||
                   waiting_weight_.bytes >= enough_bytes;
        };
        if (has_begun_) {
            changed_.wait_until(lock, due_, has_much);
        } else {
            is_asleep_ = true;
            changed_.wait(lock, [&] { return has_much() || !waiting_.empty(); });
            is_asleep_ = false;
        }
    }

    void write(bool is_last) {
        for (state_change& each : writing_) {
            attempt([&] { writer_.write(each); });
        }
        writing_.clear();
        for (auto& each : calling_) {
            each();
        }
        calling_.clear();
        if (is_last || (writer_.has_uncommitted() && writer_.due() <= std::chrono::steady_clock::now())) {
            commit();
        }
        has_begun_ = failure_.empty() && writer_.has_uncommitted();
        due_ = writer_.due();
    }

    void commit() {
        attempt([this] { writer_.commit(); });
    }

    // After the first failure nothing more is done.
    template <class F>
    void attempt(F work) {
        if (!failure_.empty()) {
            return;
        }
        try {
            work();
        } catch (const std::exception& failed) {
            failure_ = failed.what();
            boost::asio::post(loop_, [here = here_, why = failure_] {
                if (here->on_error) {
                    here->has_told = true;
                    here->on_error(why);
                }
            });
        }
    }

    async::executor loop_;
    std::mutex writer_mutex_;
    state_writer writer_;
    std::shared_ptr<loop_side> here_;
    std::uint64_t round_ = 1;  // the loop's
    // Of the thread.
    std::vector<state_change> writing_;
    std::deque<std::function<void()>> calling_;
    std::string failure_;
    bool has_begun_ = false;
    std::chrono::steady_clock::time_point due_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<state_change> waiting_;
    std::deque<std::function<void()>> calls_;
    state_weight waiting_weight_;
    state_weight held_;  // waiting, and being written
    bool is_asleep_ = false;
    bool is_told_ = false;
    bool is_to_tell_of_room_ = false;
    bool is_closing_ = false;
    std::thread thread_;
};

bool state::exists(const files::folder& where) {
    return batch::journal_place::exists(where);
}

state::state(async::executor loop, files::folder where, std::vector<std::unique_ptr<page_output>> outputs,
             error_handler on_error) try
    : impl_(std::make_unique<impl>(std::move(loop), where, std::move(outputs), std::move(on_error))) {
} catch (const state_error&) {
    throw;
} catch (const std::runtime_error& failed) {
    throw state_error(failed.what());
}

state::~state() = default;

std::uint64_t state::round() const noexcept {
    return impl_->round();
}

void state::each_url(const std::function<void(const known_url&)>& take) {
    impl_->with_store([&](state_store& store) { store.each_url(take); });
}

void state::each_host(const std::function<void(const host_row&)>& take) {
    impl_->with_store([&](state_store& store) { store.each_host(take); });
}

void state::each_robots(const std::function<void(robots_row)>& take) {
    impl_->with_store([&](state_store& store) { store.each_robots(take); });
}

std::string state::value(const std::string& key) {
    return impl_->with_store([&](state_store& store) { return store.value(key); });
}

void state::set_value(std::string key, std::string value) {
    impl_->add(kept_value{std::move(key), std::move(value)});
}

void state::begin_round() {
    impl_->begin_round();
}

void state::add(new_url what) {
    impl_->add(std::move(what));
}

void state::change(url_id which, std::uint32_t depth, html::link_kind kind, crawl::purpose purpose, verdict skipped) {
    impl_->add(changed_url{which, depth, kind, purpose, std::move(skipped)});
}

void state::settle(ending how, std::shared_ptr<page> what) {
    impl_->add(std::make_unique<settled_url>(settled_url{std::move(how), std::move(what)}));
}

void state::reopen(url_id which) {
    impl_->add(reopened_url{which});
}

void state::keep(page_links links) {
    impl_->add(std::make_unique<page_links>(std::move(links)));
}

void state::keep(host_row row) {
    impl_->add(std::move(row));
}

void state::keep(robots_row row) {
    impl_->add(std::move(row));
}

async::awaitable<std::vector<state::stored_url>> state::read(std::vector<url_id> which) {
    return impl_->read(std::move(which));
}

async::awaitable<std::vector<std::vector<url_id>>> state::links_of(std::vector<url_id> which) {
    return impl_->links_of(std::move(which));
}

async::awaitable<void> state::ready() {
    return impl_->ready();
}

async::awaitable<void> state::flush(bool is_end) {
    return impl_->flush(is_end);
}

}  // namespace trawl::crawl
