#pragma once

#include <string_view>

namespace trawl::fuzz {

/// Gives an input to a parser; ends the program (see `check`) where something that it promises does not hold.
using target = void (*)(std::string_view input);

// Each beside its like: NAME.cpp says what an input is.
void archive(std::string_view input);
void certificate(std::string_view input);
void charset(std::string_view input);
void checksums(std::string_view input);
void chunks(std::string_view input);
void coding(std::string_view input);
void config(std::string_view input);
void cookie_file(std::string_view input);
void cookies(std::string_view input);
void crawl_state(std::string_view input);
void css(std::string_view input);
void expectation(std::string_view input);
void fields(std::string_view input);
void html(std::string_view input);
void journal(std::string_view input);
void json_path(std::string_view input);
void list(std::string_view input);
void mirror(std::string_view input);
void netrc(std::string_view input);
void part_record(std::string_view input);
void reply(std::string_view input);
void robots(std::string_view input);
void sitemap(std::string_view input);
void socks5(std::string_view input);
void suite(std::string_view input);
void template_text(std::string_view input);
void url(std::string_view input);

}  // namespace trawl::fuzz
