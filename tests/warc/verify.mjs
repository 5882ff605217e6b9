// Reads archives of WARC 1.1 with a reader that is not ours, and checks all that they say of themselves.
//
//     node verify.mjs PREFIX     PREFIX-00000.warc.gz and its followers, PREFIX.cdxj; prints what is wrong, then counts
//                                as JSON; exit status 1 if anything is wrong

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { CDXIndexer, WARCParser } from "warcio";

const prefix = process.argv[2];
const counts = { files: 0, members: 0, pages: 0, revisits: 0, urls: [] };
const ids = new Set();
const captures = new Map(); // URL and date -> payload digest
let problems = 0;

function complain(where, text) {
  problems += 1;
  console.error(`${where}: ${text}`);
}

function base32(bytes) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{5}/g).map((five) => letters[parseInt(five, 2)]).join("");
}

function digest(as, bytes) {
  const algorithm = as.split(":")[0];
  const made = createHash(algorithm).update(bytes).digest();
  return `${algorithm}:${algorithm === "sha1" ? base32(made) : made.toString("hex")}`;
}

// A record as it stands in the file, by itself: the reader's own view of it is checked against this.
function memberAt(bytes, offset, length, where) {
  if (bytes[offset] !== 0x1f || bytes[offset + 1] !== 0x8b) {
    complain(where, "does not start at a gzip member");
    return null;
  }
  const text = gunzipSync(bytes.subarray(offset, offset + length));
  const end = text.indexOf("\r\n\r\n");
  const block = text.subarray(end + 4, text.length - 4);
  if (!text.subarray(0, 10).equals(Buffer.from("WARC/1.1\r\n"))) {
    complain(where, "is no record of WARC 1.1, or more than one to a member");
  }
  if (text.subarray(text.length - 4).toString() !== "\r\n\r\n") {
    complain(where, "does not end with two line breaks");
  }
  return block;
}

function checkDigests(record, block, payload, where) {
  const length = Number(record.warcHeader("Content-Length"));
  if (length !== block.length) {
    complain(where, `Content-Length ${length}, and ${block.length} bytes in the member`);
  }
  const ofBlock = record.warcBlockDigest;
  if (!ofBlock || digest(ofBlock, block) !== ofBlock) {
    complain(where, `block digest ${ofBlock}`);
  }
  const ofPayload = record.warcPayloadDigest;
  if (record.warcType === "response" && (!ofPayload || digest(ofPayload, payload) !== ofPayload)) {
    complain(where, `payload digest ${ofPayload}`);
  }
}

function checkReply(record, payload, method, where) {
  const http = record.httpHeaders.headers;
  const length = http.get("Content-Length");
  const hasBody = record.warcType === "response" && method !== "HEAD" && record.httpHeaders.statusCode !== 204;
  if (http.get("Transfer-Encoding")) {
    complain(where, "is said to be chunked, and is not");
  }
  if (hasBody && length !== null && Number(length) !== payload.length) {
    complain(where, `the head's Content-Length is ${length}, the payload has ${payload.length} bytes`);
  }
}

function checkRevisit(record, where) {
  const profile = record.warcHeader("WARC-Profile") ?? "";
  if (profile.endsWith("/server-not-modified")) {
    return;
  }
  const original = captures.get(`${record.warcRefersToTargetURI} ${record.warcRefersToDate}`);
  if (!profile.endsWith("/warc/1.1/revisit/identical-payload-digest") || original !== record.warcPayloadDigest) {
    complain(where, `refers to ${record.warcRefersToTargetURI} of ${record.warcRefersToDate}, which has ${original}`);
  }
}

// What is the same in each record of a capture, and what joins them.
function checkGroup(group, where) {
  const [reply, request, metadata] = group.map((each) => each.record);
  const types = group.map((each) => each.record.warcType).join(" ");
  if (!/^(response|revisit) request metadata$/.test(types)) {
    complain(where, `records of one capture: ${types}`);
    return;
  }
  for (const other of [request, metadata]) {
    if (other.warcHeader("WARC-Concurrent-To") !== reply.warcHeader("WARC-Record-ID")) {
      complain(where, `its ${other.warcType} is concurrent to another record`);
    }
    if (other.warcDate !== reply.warcDate || other.warcTargetURI !== reply.warcTargetURI) {
      complain(where, `its ${other.warcType} has another date or URL`);
    }
  }
  checkReply(reply, group[0].payload, request.httpHeaders.method, where);
  if (reply.warcType === "revisit") {
    checkRevisit(reply, where);
    counts.revisits += 1;
  } else {
    captures.set(`${reply.warcTargetURI} ${reply.warcDate}`, reply.warcPayloadDigest);
  }
  counts.pages += 1;
  counts.urls.push(reply.warcTargetURI);
}

async function checkFile(path) {
  const bytes = readFileSync(path);
  const parser = new WARCParser([bytes]);
  let group = [];
  let end = 0;
  for await (const record of parser) {
    const payload = await record.readFully(false);
    await record.skipFully();
    const offset = parser.offset;
    const length = parser.recordLength;
    const where = `${basename(path)} at ${offset} (${record.warcType} ${record.warcTargetURI ?? ""})`;
    if (offset !== end) {
      complain(where, `begins behind a gap at ${end}`);
    }
    end = offset + length;
    const block = memberAt(bytes, offset, length, where);
    checkDigests(record, block, payload, where);
    const id = record.warcHeader("WARC-Record-ID");
    if (!/^<urn:uuid:[0-9a-f-]{36}>$/.test(id) || ids.has(id)) {
      complain(where, `record id ${id}`);
    }
    ids.add(id);
    counts.members += 1;
    if (record.warcType === "warcinfo") {
      if (offset !== 0 || record.warcHeader("WARC-Filename") !== basename(path)) {
        complain(where, "warcinfo is not first, or is of another file");
      }
      continue;
    }
    if (offset === 0) {
      complain(where, "the first record is no warcinfo");
    }
    group.push({ record, payload });
    if (record.warcType === "metadata") {
      checkGroup(group, where);
      group = [];
    }
  }
  if (end !== bytes.length || group.length > 0) {
    complain(path, `the last record ends at ${end} of ${bytes.length} bytes, ${group.length} records of a capture that has more`);
  }
}

async function checkIndex(files) {
  const lines = readFileSync(`${prefix}.cdxj`, "utf8").split("\n");
  if (lines.pop() !== "") {
    complain(`${prefix}.cdxj`, "does not end with a line feed");
  }
  const expected = [];
  const indexer = new CDXIndexer({ format: "cdxj" });
  for (const path of files) {
    for await (const entry of indexer.iterIndex([{ filename: basename(path), reader: [readFileSync(path)] }])) {
      delete entry.method; // of HEAD: no part of ours
      expected.push(indexer.serialize(entry).trimEnd().replace("__wb_method=HEAD&", ""));
    }
  }
  const plain = (line) => {
    const [key, timestamp] = line.split(" ", 2);
    const json = JSON.parse(line.slice(key.length + timestamp.length + 2));
    return JSON.stringify([key, timestamp, Object.entries(json).sort()]);
  };
  const ours = lines.map(plain).sort();
  const theirs = expected.map(plain).sort();
  const [inOurs, inTheirs] = [new Set(ours), new Set(theirs)];
  for (const line of theirs.filter((each) => !inOurs.has(each))) {
    complain(`${prefix}.cdxj`, `is without ${line}`);
  }
  for (const line of ours.filter((each) => !inTheirs.has(each))) {
    complain(`${prefix}.cdxj`, `has ${line}`);
  }
  const bytes = lines.map((each) => Buffer.from(each));
  if (bytes.some((each, i) => i > 0 && Buffer.compare(bytes[i - 1], each) > 0)) {
    complain(`${prefix}.cdxj`, "is not sorted");
  }
}

const files = readdirSync(dirname(prefix))
  .filter((name) => name.startsWith(`${basename(prefix)}-`) && name.endsWith(".warc.gz"))
  .sort()
  .map((name) => join(dirname(prefix), name));
for (const path of files) {
  await checkFile(path);
  counts.files += 1;
}
await checkIndex(files);
console.log(JSON.stringify(counts));
process.exitCode = problems === 0 ? 0 : 1; // an exit at once would cut off what is not written yet
