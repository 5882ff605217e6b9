#include "app/help_topics.hpp"

namespace trawl::app {

namespace {

constexpr std::string_view exit_codes = R"(What the program's end tells the shell:

  0    all as asked: fetched, not modified, or complete already
  1    internal error
  2    command line, config file, suite or input list
  3    network: name, connection, proxy, TLS, timeout, protocol, a body cut short or not what its digest says
  4    an HTTP status other than 2xx; with --check-links a broken link; of a check, what is not as expected
  5    output could not be written: a body, the records, the state, or a command of --on-complete failed
  130  interrupted by Ctrl-C (SIGINT); 143 by SIGTERM, 129 by SIGHUP

Several at once: interrupted, then 1, then 5, then 3, then 4, then 2, whatever came first. A check that expects a
number of failures at most ('failed <= 1%') ends with 4 if there were more, with 0 else.

--fail-on moves the threshold for what happened to inputs: 'any' failure counts (the default), 'none' does,
N or N% of the inputs must have failed. Lost records and a list that cannot be read always count; a bad
line is a failed input.
A list without any URL is 2, unless --allow-empty is given; so is a check of which all is skipped, or left out by
tags.
)";

constexpr std::string_view records =
    R"(--results FILE writes one JSON object a line for each input. Every key is always there, null when unknown:

  input line                as given; line is null for a URL from the command line
  url final_url method      as fetched; where redirects or mirrors led. Passwords are never printed
  outcome                   ok, not_modified, already_complete: the file is there
                            http_error network_error timeout truncated too_large checksum_mismatch
                            skipped write_error cancelled: it is not
  status http_version remote_ip reused      of the last reply and its connection
  bytes bytes_decoded       of the body on the wire, and as saved
  sha256 path               of the file, whichever run fetched it
  content_type etag last_modified           as the server sent them
  started                   ISO 8601, UTC
  timing_ms                 queue dns connect tls ttfb transfer: each by itself, not added up; total is everything
  redirects[]               status url timing_ms of each hop
  attempts[]                status error took_ms waited_ms of each try, the last one included
  error                     kind phase message
  depth referrer            for crawls
  name suite tags result blame message expectations[] body_start body_cut body_binary tries
                            first_failure     of 'trawl check' alone

--write FORMAT writes text of your own on standard output for each input: {key}, {timing_ms.total}, {error.kind},
{redirects.0.url} stand for what the record has there (nothing for null), {{ and }} for braces, and \n \t \r \0 \\ are
known. It ends no line by itself.

--on-complete COMMAND gets the record on its standard input, once for each input; a few run at a time.
)";

constexpr std::string_view formats =
    R"(--input-format says how the list is written; 'auto' tells by the shape of each line.

  plain   a URL a line
  tsv     URL<TAB>name<TAB>key=value...      the name may be empty
          keys: sha256 sha512 md5 size mirror method header data
  jsonl   {"url": ..., "out": ..., "headers": {...}, "method": ..., "data": ..., "sha256": ..., "sha512": ...,
          "md5": ..., "size": ..., "mirrors": [...]}     a line; all but url may be left out
  aria2   URLs of one file with tabs between them, then indented lines: out= dir= header= checksum=TYPE=DIGEST ...
  curl    a config file of curl (-K): url output header request data ..., 'next' between them

Blank lines and lines that begin with '#' are passed over. A bad line is reported with its number, and the others go on.
Names in a list are relative to --dir and may have folders, but cannot leave it. Mirrors are tried in turn; a digest
tells whether one of them has the right file. A digest that differs: once more from the start, then checksum_mismatch,
and no file.

--checksums FILE takes digests from what sha256sum, sha512sum, md5sum or a BSD wrote, by the files' names.
--failed-list FILE writes the inputs that failed as they stood in the list: give it to --input.
)";

constexpr std::string_view names =
    R"(A file is named after the last segment of its URL's path, index.html for a folder. --name TEMPLATE:

  {host}              with its port, if it is not the scheme's default
  {path}              all of the path, as folders and a name
  {basename}          the last segment       {stem} {ext}   it, before and behind its last dot
  {query}             without its '?'
  {n} {n:06}          the input's number, with zeros to six digits
  {sha256} {sha256:8} SHA-256 of the URL, or the start of it
  {{ }}               braces                 /              a folder

--tree is {host}/{path}, and the query with its '?' behind that. --content-disposition: the server's name, if it sends one,
in the folder of the job's own.

Inputs that come to one name get name.ext, name-1.ext, name-2.ext in the order of the inputs, whichever ends first; a
file and a folder of one name are told apart the same way. A later run gives each URL the same name again.
Names from URLs and servers never lead out of --dir; links in it are not followed.
)";

constexpr std::string_view retries =
    R"(What may pass is tried again, --retries times (3; a check 0), after a pause that doubles from one second to 30, each evenly
between nothing and that. --retry-on says what may pass:

  connect     refused, unreachable          truncated      the body was cut short
  reset       reset, closed                 slow           below --min-speed
  timeout     a limit passed                proxy          the proxy failed
  dns         the resolver could not tell   dns-not-found  the name does not exist
  tls         never a refused certificate   decode         the body's content coding is damaged
  5xx 4xx 429...  by status
  assert      of 'trawl check' alone: a reply that is not as expected
  default     refused connections, reset, timeout, dns, truncated, decode, slow, 408, 429, 500, 502, 503, 504
  none        nothing

A retry goes on where the last try stopped, if the server has the same version still; one that got at least 1 MiB further
is not counted. Methods that could do a thing twice (POST) are not repeated without --retry-any-method.
Retry-After and RateLimit fields of a reply pause the whole host; over --max-retry-after the input fails.
)";

constexpr std::string_view credentials = R"(Who we are to a server, the first that is there:

  -H 'Authorization: ...'            as it is
  http://NAME:PASSWORD@HOST/         for that URL
  --user, --bearer, or $TRAWL_USER, $TRAWL_BEARER    for every origin of the list: give it lists of one owner
                                                     in a crawl: for the origins of the seeds
  --netrc, --netrc-file FILE         for the hosts that the file names

Basic is sent at once; Digest (RFC 7616) when the server asks for it, and with --auth digest nothing but Digest.
'@FILE' in place of a value takes the first line of a file, so that no secret stands on the command line.
Nothing of this, no cookie given by hand and no client certificate goes to another origin that a redirect leads to.
No secret is written to records, logs or messages.

--cookies keeps cookies (RFC 6265bis); --load-cookies and --save-cookies read and write Netscape cookie files.
--proxy-user or $TRAWL_PROXY_USER is for the proxy, and goes to no origin.
)";

constexpr std::string_view config =
    R"(--config FILE reads options from a TOML file: their long names are the keys. The command line wins.

  concurrency = 32
  header = ["Accept-Language: en"]

  [fetch]                            for this command only; [crawl] and [check] likewise
  retries = 5

  [host."*.example.org"]             for the sub-domains of example.org; the first table that matches counts
  per-host = 2
  host-rate = "5/s"

A host's table may have per-host, per-ip, adaptive, host-rate, host-delay, host-limit-rate and max-errors-per-host; what
it does not have is as for the other hosts. "example.org" is that host alone, "*" all. A host's table wins over the
run's limits, wherever these stand: on the command line too.
)";

constexpr std::string_view crawl =
    R"(trawl crawl SEED... -d DIR follows links, those nearest to the seeds first, hosts in turn.

What is taken       --scope: page (the seeds alone), prefix (below their folders), host (same host and port), domain (the
                    registered domain, by the public suffix list), any. --span-hosts adds hosts. A seed that redirects
                    to another host makes that one a seed. --exclude goes before --include; seeds are always taken.
                    --requisites: images, styles and scripts of a page, from other hosts too, whatever the depth.
One URL             is known by its normal form (case, default port, dot segments, %-escapes, no fragment, no empty query);
                    the URL that was found first is the one that is fetched. --sort-query and its kin widen that.
robots.txt          by RFC 9309, once a day for each origin, before its first page. 4xx: all is allowed. 5xx and no reply: nothing
                    is, and it is asked again. Crawl-delay counts, up to a minute. nofollow of links, pages and X-Robots-Tag
                    is heeded. 'trawl robots URL' explains what it says of a URL.
Politeness          --per-host requests at a time (2), and --host-delay between them. 429, 503, Retry-After and failures make
                    a host rest, longer each time; --park-after of them in a row end it for this run. No other host waits for it.
Traps               Calendars, session ids, filters that multiply, folders without end: --trap-... has a budget for each.
                    What is over one is skipped, counted, and told by --export skipped.
Content             that another URL had already is kept, but its links are not followed again.

State               DIR/.trawl/state.db. The same command goes on: after Ctrl-C, a kill, a power failure, or with a larger limit
                    or another scope. Each page stands once in each of the outputs. Failures that may pass are tried again
                    by the next run.
                    --refresh asks whether what is known has changed (--older-than 7d: what is older than that).
                    --status DIR says how far it is; --export urls|failed|skipped|changes|links|broken|moved|hosts DIR writes it as JSON
                    lines or CSV (--format): skipped has the reason for each URL that was not taken, changes what --refresh found.
Broken links        --check-links looks at each link once: pages in scope as ever, all else by HEAD, or GET where HEAD is refused or
                    the link names an id. Links from pages in scope only; what robots.txt, nofollow or --exclude keep back is
                    not checked, and counted. Ids are looked for in the pages (#top and #:~:text=... are always there). Each broken
                    link is told on standard output with its page, line and column, or with --report FORMAT=FILE as junit (an
                    error is what may pass, a failure is not), markdown, json or text. The exit status is 4 then, whichever run
                    found them, 3 if a seed cannot be reached; --fail-on counts links. Links that lead to what has moved for
                    good are no failure (--export moved). It is for a crawl from its beginning on.
Outputs             --mirror (files as on the servers), --convert-links, --jsonl, --warc, --links: any of them together.

Whatever is the server's choice is no failure: a page that robots.txt denies, or that is out of scope. Pages that end with
4xx or 5xx make the exit status 4; --fail-on moves that threshold. What has failed for good in an earlier run of the
same crawl counts too.
)";

constexpr std::string_view check =
    R"(trawl check URL... | SUITE.toml... asks, and says whether what came is as expected.

What is asked       URLs (arguments, -i FILE), and the checks of suites: files that end in .toml. 'trawl help suites' says what
                    stands in them, 'trawl help expectations' what can be expected. --expect holds for all of them.
                    They are asked at the same time, -j (64) of them, --per-host (6) of one host; a check of a suite
                    that needs others waits for these.
                    --dry-run shows it all and asks nothing.
How one ends        passed; flaky (passed, but not at the first try); failed (a reply, not as expected); error (no whole
                    reply, or nothing that can be asked); skipped; not_run (the run was interrupted).
                    All that is expected is looked at, and told, not just the first that does not hold.
Waiting             --wait-for 60s asks again every second (--wait-every) until all is as expected: for a deploy to come up.
                    Passing then is no flaw. --retry-on says which failures are waited out; without it, all.
Retries             --retries N (0) asks again after a pause; passing then is flaky.
Repeating           --repeat N rounds, or --for 60s. With 'p95(time) < 500ms', 'failed <= 1%' the run is judged as a whole.
Reports             On a terminal, or for a log: on standard output; on stderr when that is taken. -q: only what did not pass.
                    --junit, --tap, --json, --markdown, --html FILE, written whole at the end; '-' is standard output.
                    In GitHub Actions the worst ten become annotations, and the step's summary shows the run.
                    --results FILE has a JSON line as soon as a check ends.
Secrets             ${SECRET:NAME} in suites: --secret NAME, NAME=VALUE or NAME=@FILE, else $NAME. No report, record or log
                    shows its value, nor a spelling of it; nor what --user, --bearer, .netrc, URLs and -H log in with,
                    nor what is captured as capture = {"SECRET:token" = "json $.token"}, for ${SECRET:token}.
Exit status         0 passed or flaky, 4 not as expected, 3 no whole reply, 2 a suite or a list is wrong. Ctrl-C: the reports tell
                    what was asked until then.
)";

constexpr std::string_view expectations =
    R"(  [not] [all | count] SUBJECT [not] OPERATOR OPERAND            'header Content-Type startswith "text/html"'

status              the last reply's, redirects followed              status in 200..299      status == 404
header NAME         each field of this name                           header Cache-Control contains "max-age"
body                as text (UTF-8)                                   not body contains "error"
json PATH           RFC 9535: names, slices, wildcards, filters       json $.items[0].id == 7     count json $.items[*] >= 3
url redirects       where it came from; redirects followed            redirects <= 1
http_version        1.0 or 1.1                                        http_version == 1.1
size sha256         of the body, decoded                              size < 1 MiB
cookie NAME         that the replies have set                         cookie sid exists
time                in all; time.dns .connect .tls .ttfb .transfer    time < 800ms
tls.version tls.issuer tls.expires_in cert.san                        tls.expires_in > 14 days
error               the failure that is expected in place of a reply  error == refused

Operators           == != < <= > >= in contains startswith endswith matches exists
in                  takes ranges and lists: 'status in 200..299, 304'
matches             RE2, found anywhere: 'body matches /v\d+\.\d+/i'
Texts               "with JSON escapes" or 'as they are'; bare words where nothing else can be meant
Units               ms s m h days, KiB MB and their kin
Several values      (fields of one name, nodes of a path): one of them is enough; 'all' asks for each, 'count' for how many.
                    No value: nothing holds of it but 'not ...' and '!='.

Of the run          p50(time) < 300ms   p99.9(time.ttfb) < 1s   failed <= 1%   flaky == 0   runs >= 100

Without one of status or error, 'status in 200..299' is expected. docs/expectations.md has the whole grammar.
)";

constexpr std::string_view suites =
    R"(A suite is a TOML file: trawl check smoke.toml

  base_url = "https://${HOST:-staging.example.org}"
  thresholds = ["p95(time) < 500ms"]

  [vars]
  user = "demo"

  [defaults]
  headers = {Accept = "application/json"}
  expect = ["time < 2s"]

  [[check]]
  name = "login"
  method = "POST"
  url = "/login"
  body = '{"user": "${user|json}", "password": "${SECRET:PASSWORD|json}"}'
  expect = ["status == 200", "json $.token exists"]
  capture = {token = "json $.token"}

  [[check]]
  name = "profile"
  url = "/me"
  needs = "login"
  headers = {Authorization = "Bearer ${token}", Accept-Language = "${lang}"}
  matrix = {lang = ["de", "en"]}
  tags = ["smoke"]

A check has         name url method headers body expect retry wait_for timeout max_redirects tags skip matrix capture needs
${NAME}             a capture of a check that is needed, the matrix, --var, [vars], the environment; ${NAME:-otherwise}
needs               names: these pass first, and their captures and cookies are there; else it is skipped
matrix              the check for each combination of the values
retry               N, or {max = 3, every = "1s", for = "30s", on = ["5xx", "assert"]}
skip                true, or why

Unknown keys, unknown variables, wrong expectations: all are told, with line and column, before anything is asked.
docs/suites.md says it all; configs/ has suites that run.
)";

}  // namespace

const std::vector<help_topic>& help_topics() {
    static const std::vector<help_topic> all{
        {"check", "how checks run, wait, repeat and report", check},
        {"config", "the config file, and limits for single hosts", config},
        {"crawl", "scope, robots.txt, traps, state of a crawl", crawl},
        {"credentials", "logins, cookies, and where they go", credentials},
        {"exit-codes", "what the exit status says", exit_codes},
        {"expectations", "what can be expected of replies and runs", expectations},
        {"formats", "lists, digests, mirrors", formats},
        {"names", "how files are named", names},
        {"records", "the JSON line of each input, and --write", records},
        {"retries", "what is tried again, and when", retries},
        {"suites", "files of checks", suites},
    };
    return all;
}

std::string help_overview() {
    std::string text = "trawl fetch --help, and that of crawl, check and robots, have the options. More:\n\n";
    for (const auto& topic : help_topics()) {
        std::string line = "  trawl help " + std::string(topic.name);
        line.resize(28, ' ');
        text += line + std::string(topic.about) + "\n";
    }
    return text;
}

}  // namespace trawl::app
