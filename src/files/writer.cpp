#include "files/writer.hpp"

#include <utility>

#include "files/write_queue.hpp"

namespace trawl::files {

writer::writer(async::executor loop, unsigned threads)
    : queue_(std::make_shared<write_queue>(std::move(loop), threads)) {
}

writer::~writer() {
    queue_->close();
}

buffer_pool& writer::buffers() noexcept {
    return queue_->buffers();
}

}  // namespace trawl::files
