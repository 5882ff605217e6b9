#include "html/document_reader.hpp"

namespace trawl::html {

class document_reader::state {
public:
    document out;
};

document_reader::document_reader(reading_options options) : state_(std::make_unique<state>()) {
    state_->out.base = std::move(options.location);
}

document_reader::~document_reader() = default;
document_reader::document_reader(document_reader&&) noexcept = default;
document_reader& document_reader::operator=(document_reader&&) noexcept = default;

void document_reader::feed(std::string_view utf8) {
    state_->out.is_cut = utf8.empty();
}

document document_reader::finish() {
    return std::move(state_->out);
}

}  // namespace trawl::html
