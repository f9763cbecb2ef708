// Every cURL example of the documentation, run as printed against a new server's example brand: readers first, then
// what adds and changes, then what deletes, so that none takes away what another needs.

import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, check, finish, remember, token } from './checks.mjs';
import { examples, files, operations } from './examples.mjs';

const run = (command, options) =>
  execFileSync('bash', ['-c', command], { env: { ...process.env, QUALTRICS_API_KEY: token }, ...options }).toString();

const folder = mkdtempSync(join(tmpdir(), 'canvass-examples-'));
files(folder);

const order = ['GET', 'POST', 'PUT', 'DELETE'];
const all = await operations();
// What lies within another goes before what holds it.
const depth = ({ path }) => path.split('/').length;
all.sort((one, other) => order.indexOf(one.verb) - order.indexOf(other.verb) || depth(other) - depth(one));

await check('cURL examples: there are many', () => assert.ok(all.length >= 20, `${all.length}`));
// There is one example survey, and two ways to delete it: whichever comes second finds it gone.
const gone = new Set();
for (const { id, verb } of all) {
  await check(`cURL example: ${id}`, async () => {
    const found = (await examples(id)).find(({ language, scope }) => language === 'curl' && scope === 'request');
    // A 404 that is expected must not end the check.
    const command = found.text.replace(' --fail-with-body', '');
    const status = run(`${command} -w '\\n%{http_code}'`, { cwd: folder }).trim();
    for (const [, secret] of `${command}\n${status}`.matchAll(/"(?:apiToken|password)": ?"([^"]+)"/g)) {
      remember(`a secret of ${id}`, secret);
    }
    // Behind the name of the collection: a member of a group is another target than the user.
    const target = verb === 'DELETE' ? command.split("'")[1].split('/API/v3/')[1].split('/').slice(1).join('/') : '';
    assert.match(status, gone.has(target) ? /404$/ : /(^|\n|\D)20\d$/, `${command}\n${status}`);
    if (target) gone.add(target);
  });
}
finish();
