#include "crawl/state.hpp"

#include <exception>
#include <utility>

#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include "base/error_text.hpp"
#include "base/log.hpp"
#include "batch/journal_place.hpp"
#include "crawl/state_thread.hpp"
#include "trawl/async/event.hpp"

namespace trawl::crawl {

class state::impl {
public:
    impl(async::executor loop, const files::folder& where, std::vector<std::unique_ptr<page_output>> outputs,
         error_handler on_error)
        : loop_(std::move(loop)),
          here_(std::make_shared<loop_side>()),
          thread_(where, std::move(outputs),
                  {[this](const std::string& why) { tell_failure(why); }, [this] { tell_room(); }}) {
        here_->on_error = std::move(on_error);
        here_->has_room.set();
        round_ = thread_.with_store([](state_store& store) { return store.round(); });
    }

    ~impl() {
        const std::string failure = thread_.close();
        here_->on_error = nullptr;
        if (!failure.empty() && !here_->has_told) {
            base::log(base::log_level::error, failure);
        }
    }

    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    [[nodiscard]] std::uint64_t round() const noexcept { return round_; }

    template <class F>
    auto with_store(F work) {
        return thread_.with_store(std::move(work));
    }

    void begin_round() { add(new_round{++round_}); }

    // Room is told of by the loop, so behind what runs now.
    void add(state_change what) {
        if (!thread_.add(std::move(what))) {
            here_->has_room.clear();
        }
    }

    async::awaitable<std::vector<stored_url>> read(std::vector<url_id> which) {
        auto work = [which = std::move(which)](state_writer& writer) {
            std::vector<stored_url> found;
            found.reserve(which.size());
            for (const url_id each : which) {
                found.push_back(writer.store().read(each));
            }
            return found;
        };
        co_return co_await call<std::vector<stored_url>>(std::move(work));
    }

    async::awaitable<std::vector<std::vector<url_id>>> links_of(std::vector<url_id> which) {
        auto work = [which = std::move(which)](state_writer& writer) {
            std::vector<std::vector<url_id>> found;
            found.reserve(which.size());
            for (const url_id each : which) {
                found.push_back(writer.store().links_of(each));
            }
            return found;
        };
        co_return co_await call<std::vector<std::vector<url_id>>>(std::move(work));
    }

    async::awaitable<void> ready() { return here_->has_room.wait(); }

    async::awaitable<void> flush(bool is_end) {
        auto work = [this, is_end](state_writer& writer) {
            thread_.attempt([&] {
                if (is_end) {
                    writer.finish();
                } else {
                    writer.commit();
                }
            });
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
        // What is under way shows as work of the loop. The loop has the last hold on the result: its event belongs there.
        auto task = [this, result, work = std::move(work),
                     home = async::executor(boost::asio::prefer(
                         loop_, boost::asio::execution::outstanding_work.tracked))](state_writer& writer) mutable {
            try {
                thread_.check();
                result->value = work(writer);
                thread_.check();
            } catch (...) {
                result->failure = std::current_exception();
            }
            boost::asio::post(std::exchange(home, {}), [result = std::move(result)] { result->is_done.set(); });
        };
        thread_.call(std::move(task));
        co_await result->is_done.wait();
        if (result->failure) {
            std::rethrow_exception(result->failure);
        }
        co_return std::move(*result->value);
    }

    void tell_failure(const std::string& why) {
        boost::asio::post(loop_, [here = here_, why] {
            if (here->on_error) {
                here->has_told = true;
                here->on_error(why);
            }
        });
    }

    void tell_room() {
        boost::asio::post(loop_, [here = here_] { here->has_room.set(); });
    }

    async::executor loop_;
    std::shared_ptr<loop_side> here_;
    std::uint64_t round_ = 1;
    state_thread thread_;
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
    throw state_error(base::error_text(failed));
}

state::~state() = default;

std::uint64_t state::round() const noexcept {
    return impl_->round();
}

void state::each_url(const std::function<void(const known_url&)>& take) {
    impl_->with_store([&](state_store& store) { store.each_url(take); });
}

void state::each_seed(const std::function<void(const known_url&)>& take) {
    impl_->with_store([&](state_store& store) { store.each_seed(take); });
}

bool state::has_reopened() {
    return impl_->with_store([](state_store& store) { return store.has_reopened(); });
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

void state::keep(std::shared_ptr<page> exchange) {
    impl_->add(kept_exchange{std::move(exchange)});
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
