#include "batch/journal.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include "base/block_signals.hpp"
#include "batch/journal_store.hpp"
#include "batch/recorded_file.hpp"
#include "trawl/async/event.hpp"

namespace trawl::batch {

namespace {

constexpr std::size_t batch_size = 1000;
constexpr auto longest_wait = std::chrono::milliseconds{20};

}  // namespace

class journal::impl {
public:
    impl(async::executor loop, files::folder where, error_handler on_error)
        : loop_(std::move(loop)), where_(std::move(where)), store_(where_), here_(std::make_shared<loop_side>()) {
        here_->on_error = std::move(on_error);
    }

    ~impl() {
        if (thread_.joinable()) {
            is_closing_ = true;
            wake();
            thread_.join();
        }
        here_->on_error = nullptr;
    }

    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    [[nodiscard]] bool is_fresh() const noexcept { return store_.is_fresh(); }

    void each_name(const std::function<void(std::string)>& take) {
        const std::lock_guard lock(store_mutex_);
        store_.each_name([&](std::string name) {
            if (is_there(name) || is_there(name + ".part")) {
                take(std::move(name));
            }
        });
    }

    async::awaitable<std::vector<answer>> look_up(std::vector<question> asked) {
        const abandoning when_cancelled;
        auto work = [this, asked = std::move(asked), is_abandoned = when_cancelled.flag] {
            return answers(asked, *is_abandoned);
        };
        co_return co_await call<std::vector<answer>>(std::move(work));
    }

    async::awaitable<std::vector<journal_row>> failed_after(std::uint64_t number, std::string name, std::size_t limit) {
        auto work = [this, number, name = std::move(name), limit] { return store_.failed_after(number, name, limit); };
        co_return co_await call<std::vector<journal_row>>(std::move(work));
    }

    void add(journal_row&& row) {
        std::unique_lock lock(mutex_);
        try {
            start_thread();
        } catch (const journal_error& failed) {
            report(failed.what());
            return;
        }
        waiting_.push_back(std::move(row));
        ++added_;
        const std::size_t size = waiting_.size();
        lock.unlock();
        if (size == 1 || size == batch_size) {
            changed_.notify_one();
        }
    }

    void commit() {
        std::unique_lock lock(mutex_);
        const std::uint64_t wanted = added_;
        if (written_ < wanted) {
            hurried_ = wanted;
            changed_.notify_one();
            has_written_.wait(lock, [&] { return written_ >= wanted; });
        }
    }

private:
    /// What the thread tells the loop. Outlives us in handlers that are still under way.
    struct loop_side {
        error_handler on_error;
    };

    /// Tells work on the thread that nobody waits for it any more.
    struct abandoning {
        std::shared_ptr<std::atomic<bool>> flag = std::make_shared<std::atomic<bool>>(false);

        abandoning() = default;
        ~abandoning() { *flag = true; }
        abandoning(const abandoning&) = delete;
        abandoning& operator=(const abandoning&) = delete;
    };

    template <class T>
    struct result_of_call {
        async::event is_done;
        std::optional<T> value;
        std::exception_ptr failure;
    };

    /// Does work on the thread, before rows that are waiting.
    template <class T, class F>
    async::awaitable<T> call(F work) {
        auto result = std::make_shared<result_of_call<T>>();
        // What is under way shows as work of the loop. The loop has the last hold on the result: its event belongs there.
        auto task = [result, work = std::move(work),
                     home = async::executor(
                         boost::asio::prefer(loop_, boost::asio::execution::outstanding_work.tracked))]() mutable {
            try {
                result->value = work();
            } catch (...) {
                result->failure = std::current_exception();
            }
            boost::asio::post(std::exchange(home, {}), [result = std::move(result)] { result->is_done.set(); });
        };
        {
            const std::lock_guard lock(mutex_);
            start_thread();
            calls_.emplace_back(std::move(task));
        }
        changed_.notify_one();
        co_await result->is_done.wait();
        if (result->failure) {
            std::rethrow_exception(result->failure);
        }
        co_return std::move(*result->value);
    }

    // With the first thing to do: a run that only reads names needs none. Holds mutex_.
    void start_thread() {
        if (thread_.joinable()) {
            return;
        }
        try {
            thread_ = std::thread([this] { work(); });
        } catch (const std::system_error& failed) {
            throw journal_error(std::string("cannot keep the state of the run: no thread can be started: ") +
                                failed.code().message());
        }
    }

    void wake() {
        const std::lock_guard lock(mutex_);
        changed_.notify_one();
    }

    void work() {
        base::block_signals();
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [this] { return is_closing_ || !calls_.empty() || !waiting_.empty(); });
            changed_.wait_for(lock, longest_wait, [this] {
                return is_closing_ || !calls_.empty() || waiting_.size() >= batch_size || hurried_ > written_;
            });
            const bool is_hurried = hurried_ > written_ && !waiting_.empty();
            if (!calls_.empty() && !is_closing_ && !is_hurried) {
                run_call(lock);
            } else if (!waiting_.empty()) {
                write_rows(lock);
            } else if (is_closing_) {
                return;
            }
        }
    }

    void run_call(std::unique_lock<std::mutex>& lock) {
        const auto next = std::move(calls_.front());
        calls_.pop_front();
        lock.unlock();
        {
            const std::lock_guard database(store_mutex_);
            next();
        }
        lock.lock();
    }

    void write_rows(std::unique_lock<std::mutex>& lock) {
        std::swap(waiting_, writing_);
        const std::uint64_t upto = added_;
        lock.unlock();
        try {
            const std::lock_guard database(store_mutex_);
            store_.put(writing_);
        } catch (const journal_error& failed) {
            report(failed.what());
        }
        writing_.clear();
        lock.lock();
        written_ = upto;
        has_written_.notify_all();
    }

    void report(const std::string& why) {
        if (std::exchange(has_failed_, true)) {
            return;
        }
        boost::asio::post(loop_, [here = here_, why] {
            if (here->on_error) {
                here->on_error(why);
            }
        });
    }

    [[nodiscard]] bool is_there(const std::string& name) const {
        struct stat about {};
        return ::fstatat(where_.fd(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0;
    }

    // Reading bytes again may take long, and whoever commits waits for it.
    std::vector<answer> answers(const std::vector<question>& asked, const std::atomic<bool>& is_unwanted) {
        const auto is_abandoned = [&] { return is_unwanted || is_closing_; };
        std::vector<answer> found;
        std::vector<std::string> believed;
        for (const question& each : asked) {
            if (is_abandoned()) {
                break;
            }
            answer next;
            next.row = store_.find(each);
            next.is_as_recorded = next.row && is_there_as_recorded(where_, *next.row);
            if (next.is_as_recorded && next.row->is_in_doubt) {
                next.is_as_recorded = has_recorded_bytes(where_, *next.row, is_abandoned);
                if (next.is_as_recorded) {
                    believed.push_back(next.row->name);
                }
            }
            found.push_back(std::move(next));
        }
        if (!believed.empty()) {
            store_.believe(believed);
        }
        return found;
    }

    async::executor loop_;
    files::folder where_;
    std::mutex store_mutex_;
    journal_store store_;
    std::shared_ptr<loop_side> here_;
    std::atomic<bool> is_closing_ = false;
    // Of the thread, once there is one: what it writes, and whether it could not.
    std::vector<journal_row> writing_;
    bool has_failed_ = false;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable has_written_;
    std::deque<std::function<void()>> calls_;
    std::vector<journal_row> waiting_;
    std::uint64_t added_ = 0;
    std::uint64_t written_ = 0;
    std::uint64_t hurried_ = 0;
    std::thread thread_;
};

bool journal::exists(const files::folder& where) {
    return journal_place::exists(where);
}

journal::journal(async::executor loop, files::folder where, error_handler on_error)
    : impl_(std::make_unique<impl>(std::move(loop), std::move(where), std::move(on_error))) {
}

journal::~journal() = default;

bool journal::is_fresh() const noexcept {
    return impl_->is_fresh();
}

void journal::each_name(const std::function<void(std::string)>& take) {
    impl_->each_name(take);
}

async::awaitable<std::vector<journal::answer>> journal::look_up(std::vector<question> asked) {
    return impl_->look_up(std::move(asked));
}

async::awaitable<std::vector<journal_row>> journal::failed_after(std::uint64_t number, std::string name,
                                                                 std::size_t limit) {
    return impl_->failed_after(number, std::move(name), limit);
}

void journal::add(journal_row row) {
    impl_->add(std::move(row));
}

void journal::commit() {
    impl_->commit();
}

}  // namespace trawl::batch
