// node serve.mjs FOLDER: a server whose port stands in FOLDER/port, for as long as it is let live. /waits is never answered, and
// FOLDER/waits is there once it was asked for.
import { createServer } from 'node:http';
import { writeFileSync, renameSync } from 'node:fs';

const folder = process.argv[2];
const nasty = Buffer.concat([
    Buffer.from('::error file=x::]]> <b>&"\' \u{1f98a} \x1b[31m\u2028\ufffe # \\ \r\nnot ok 1\nBail out!\n'),
    Buffer.from([0xff, 0xfe, 0xc3, 0x28]),
    Buffer.from('m'.repeat(65536)),
]);
let flaky = 0;

const server = createServer((request, response) => {
    if (request.url === '/') {
        response.setHeader('Content-Type', 'application/json');
        response.end('{"token": "a token"}');
    } else if (request.url === '/flaky') {
        response.writeHead(++flaky === 1 ? 503 : 200).end('flaky');
    } else if (request.url === '/waits') {
        writeFileSync(`${folder}/waits`, '');
    } else {
        response.writeHead(404, { 'X-Secret': 's3cret-value' }).end(nasty);
    }
});
server.listen(0, '127.0.0.1', () => {
    writeFileSync(`${folder}/port.new`, String(server.address().port));
    renameSync(`${folder}/port.new`, `${folder}/port`);
});
