// node verify.mjs PREFIX...: reads each PREFIX.tap with npm's tap-parser, and sees that it tells what PREFIX.json does.
import { readFileSync } from 'node:fs';
import { Parser } from 'tap-parser';

const verify = async (prefix) => {
    const told = JSON.parse(readFileSync(`${prefix}.json`, 'utf8'));
    const points = [];
    const stray = [];
    const parser = new Parser({ strict: true });
    parser.on('assert', (point) => points.push(point));
    parser.on('extra', (text) => stray.push(text));
    let version;
    parser.on('version', (number) => { version = number; });
    const results = await new Promise((resolve) => {
        parser.on('complete', resolve);
        parser.end(readFileSync(`${prefix}.tap`));
    });

    const wrong = [];
    const expect = (what, is, should) => {
        if (is !== should) wrong.push(`${what}: ${JSON.stringify(is)?.slice(0, 200)}, not ${JSON.stringify(should)?.slice(0, 200)}`);
    };
    const is_plain = (text) => /^[ -~]*$/.test(text) && text.length <= 1000;

    const expected = [
        ...told.checks,
        ...told.thresholds.map((each) => ({ ...each, name: each.text })),
    ];
    expect('version', version, 14);
    expect('stray text', stray.join(''), '');
    expect('points', points.length, expected.length);
    expect('bailout', results.bailout, told.trouble ?? false);
    const tap_errors = results.failures.filter((each) => each.tapError && !(each.tapError === 'Bailout'));
    expect('errors of TAP', JSON.stringify(tap_errors), '[]');

    expected.forEach((check, index) => {
        const point = points[index];
        if (point === undefined) return;
        const label = `point ${index + 1}`;
        const failed = check.result === 'failed' || check.result === 'error';
        expect(`${label} ok`, point.ok, !failed);
        expect(`${label} id`, point.id, index + 1);
        expect(`${label} todo`, Boolean(point.todo), failed && told.result === 'passed');
        if (is_plain(check.name)) expect(`${label} name`, point.name, check.name.trim());
        if (check.result === 'skipped') {
            if (is_plain(check.message) && !/[#\\]/.test(check.message)) expect(`${label} why`, point.skip, check.message.trim());
        } else {
            expect(`${label} skip`, Boolean(point.skip), check.result === 'not_run');
        }
        if (!failed && check.result !== 'flaky') return;
        const diag = point.diag ?? {};
        if (check.message && check.message.length < 8192) expect(`${label} message`, diag.message, check.message);
        if (check.first_failure && check.first_failure.length < 8192) expect(`${label} first`, diag.first_failure, check.first_failure);
        if (check.body_start) expect(`${label} body`, diag.body, check.body_start);
        expect(`${label} severity`, diag.severity, failed ? { failed: 'fail', error: 'error' }[check.result] : undefined);
        if (check.result === 'flaky') expect(`${label} flaky`, diag.flaky, true);
        const broken = (check.expectations ?? []).filter((each) => each.result === 'failed');
        expect(`${label} expectations`, (diag.failed ?? []).length, broken.length);
        broken.forEach((each, at) => {
            if (each.text.length < 8192) expect(`${label} expected`, diag.failed?.[at]?.expected, each.text);
        });
    });

    for (const line of wrong.slice(0, 20)) console.log(`${prefix}.tap: ${line}`);
    return wrong.length === 0;
};

let is_right = true;
for (const prefix of process.argv.slice(2)) is_right = await verify(prefix) && is_right;
process.exit(is_right ? 0 : 1);
