// The `qualtrics-api` package, unchanged, pointed at the server by its base URL.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { assert, check, finish, origin, remember, responses, surveys, texts, token } from './checks.mjs';

const require = createRequire(import.meta.url);
const loaded = require('qualtrics-api');
const Qualtrics = loaded.default ?? loaded.Qualtrics ?? loaded;
const config = { apiToken: token, baseUrl: `${origin}/API/v3/`, agent: new http.Agent() };
const client = new Qualtrics(config);
const survey = surveys[3];
const file = (name) => join(process.cwd(), name);
const call = (path, options = {}) =>
  fetch(`${origin}/API/v3${path}`, {
    ...options,
    headers: { 'X-API-TOKEN': token, 'Content-Type': 'application/json' },
  }).then((answer) => answer.json());

await check('qualtrics-api: who am I', async () => {
  const { result, meta } = await client.whoami();
  assert.match(result.userId, /^UR_[0-9A-Za-z]{15}$/);
  assert.ok(result.brandId && result.datacenter);
  assert.equal(meta.error, undefined);
});

await check('qualtrics-api: lists all users over several pages', async () => {
  const { result } = await client.whoami();
  const { result: me } = await client.user(result.userId).get();
  const made = [];
  for (let number = 1; number <= 101; number += 1) {
    const username = `acceptance${number}@example.org`;
    const body = {
      username,
      firstName: 'Ada',
      lastName: `Number ${number}`,
      userType: 'UT_FULLUSER',
      email: username,
      password: `Long enough ${number}!`,
      divisionId: null,
      language: me.language ?? 'en',
    };
    remember('a password', body.password);
    const answer = await call('/users', { method: 'POST', body: JSON.stringify(body) });
    assert.ok(answer.result?.id, JSON.stringify(answer));
    made.push(answer.result.id);
  }
  const users = await client.user().getAll();
  const ids = users.map((user) => user.id);
  assert.ok([...made, result.userId].every((id) => ids.includes(id)), `${ids.length} users`);
  assert.equal(new Set(ids).size, ids.length);
  const first = await client.allUsers();
  assert.equal(first.result.elements.length, 100);
  assert.ok(first.result.nextPage.startsWith(`${origin}/API/v3/users?`), first.result.nextPage);
});

await check('qualtrics-api: changes a user', async () => {
  const { result } = await client.user().fetch.get('users?offset=100');
  const { id } = result.elements.at(-1);
  const changed = await client.user(id).update({ firstName: 'Jo' });
  assert.equal(changed.meta.httpStatus, '200 - OK');
  assert.equal((await client.user(id).get()).result.firstName, 'Jo');
});

await check('qualtrics-api: exports CSV in a zip', async () => {
  await client.survey(survey).downloadResponseExport(file('all.zip'), 'csv');
  const text = execFileSync('python3', ['-c', 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); sys.stdout.buffer.write(z.read(z.namelist()[0]))', file('all.zip')]).toString();
  for (const id of responses[3]) assert.ok(text.includes(id), id);
  assert.ok(text.includes('"commas, ""quotes"" and\nlines"'), text);
});

await check('qualtrics-api: exports CSV without a zip', async () => {
  await client.survey(survey).downloadResponseExport(file('all.csv'), { format: 'csv', compress: false, useLabels: true });
  const text = readFileSync(file('all.csv'), 'utf8');
  assert.ok(text.startsWith('StartDate,EndDate,Status,'), text.slice(0, 80));
  assert.ok(text.endsWith('\r\n'));
});

await check('qualtrics-api: exports JSON', async () => {
  await client.downloadResponseExport(survey, file('all.json'), { format: 'json', compress: false });
  const found = JSON.parse(readFileSync(file('all.json'), 'utf8')).responses;
  assert.deepEqual(found.map((response) => response.responseId).sort(), [...responses[3]].sort());
  assert.deepEqual(found.map((response) => response.values.QID3_TEXT).sort(), [...texts].sort());
});

await check('qualtrics-api: deletes one response', async () => {
  const [gone] = responses[3];
  const path = `/surveys/${survey}/responses/${gone}`;
  assert.equal((await call(path)).result.responseId, gone);
  const answer = await client.survey(survey).deleteResponse(gone);
  assert.equal(answer.meta.httpStatus, '200 - OK');
  assert.equal((await call(path)).meta.httpStatus, '404 - Not Found');
});

await check('qualtrics-api: lists surveys page by page with its own requests', async () => {
  const found = [];
  let path = 'surveys';
  while (path) {
    const { result } = await client.survey('').fetch.get(path);
    found.push(...result.elements.map((element) => element.id));
    path = result.nextPage && result.nextPage.slice(`${origin}/API/v3/`.length);
  }
  assert.ok(found.length > 100);
  assert.ok(surveys.slice(0, 104).every((id) => found.includes(id)), `${found.length} surveys`);
});

await check('qualtrics-api: errors reject with the envelope', async () => {
  const wrong = new Qualtrics({ ...config, apiToken: 'x'.repeat(40) });
  await assert.rejects(wrong.whoami(), (why) => why.meta.httpStatus === '401 - Unauthorized');
  await assert.rejects(client.survey(survey).createResponseExport({ format: 'parchment' }), (why) => {
    assert.equal(why.meta.httpStatus, '400 - Bad Request');
    return why.meta.error.errorMessage.includes('format');
  });
  await assert.rejects(client.user('UR_000000000000000').get(), (why) => why.meta.httpStatus === '404 - Not Found');
});

finish();
