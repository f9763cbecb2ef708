// The guides as their reader has them: every program of "Using the APIs" whole, as the page prints it, and every example
// of a shell or of Python in the other guides.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, check, finish, origin, remember, token } from './checks.mjs';

const python = process.env.CANVASS_PYTHON;
const jackson = ['core', 'annotations', 'databind'].map((name) => `/usr/share/java/jackson-${name}.jar`).join(':');
// A client of OAuth, for the examples that need one: its credentials and a token of it.
const back = 'http://127.0.0.1/back';
const who = ['--data', process.env.CANVASS_DATA, '--user', 'admin@example.org', '--name', 'Examples', '--redirect-uri', back];
const made = spawnSync(process.env.CANVASS_BINARY, ['oauth', 'client', ...who, '--scopes', 'read:surveys'], { encoding: 'utf8' });
const [client, secret] = made.stdout.split('\n');
const granted = await fetch(`${origin}/oauth2/token`, {
  method: 'POST',
  body: new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: secret }),
});
const credentials = { CLIENT_ID: client, CLIENT_SECRET: secret, ACCESS_TOKEN: (await granted.json()).access_token };
remember("a client's secret", secret);
remember('an access token', credentials.ACCESS_TOKEN);
const variables = { ...process.env, ...credentials, CANVASS_HTTPS: process.env.CANVASS_TLS_ORIGIN, QUALTRICS_API_KEY: token, QUALTRICS_BASE_URL: new URL(origin).host };

const text = async (path) => {
  const answer = await fetch(`${origin}${path}`);
  assert.equal(answer.status, 200, path);
  return answer.text();
};
const plain = (html) =>
  html.replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'").replace(/&amp;/g, '&');
/** The code of a page: label, language and text of each block. */
const blocks = (html) =>
  [...html.matchAll(/aria-label="([^"]*)"[^>]*><code class="language-([a-z]*)">(.*?)<\/code>/gs)].map(
    ([, label, language, code]) => ({ label: plain(label), language, code: plain(code) }));
const links = async (path) =>
  [...new Set([...(await text(path)).matchAll(/href="(\/docs\/(?:guides|snippets)\/[a-z-]+)"/g)].map(([, link]) => link))];
const count = async (list) => {
  let number = 0;
  for (let page = `${origin}/API/v3/${list}`; page; ) {
    const { result } = await (await fetch(page, { headers: { 'X-API-TOKEN': token } })).json();
    number += result.elements.length;
    page = result.nextPage;
  }
  return number;
};

/** Runs a file in a folder of its own. */
function run(folder, file, code, command, env = variables) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), `${code}\n`);
  const [program, ...args] = command;
  const ended = spawnSync(program, [...args, file], { cwd: folder, env, encoding: 'utf8', timeout: 120000 });
  if (ended.error) throw ended.error;
  return ended;
}

const languages = [
  { label: 'Python: program.py', command: [python] },
  { label: 'Java: Program.java', command: ['java', '-cp', jackson] },
  { label: 'R: program.R', command: ['Rscript'] },
  { label: 'JavaScript: program.mjs', command: ['node'] },
];
const told = {
  'managing-surveys': [
    /^Imported SV_\w{15}$/, /^In the list as Visit$/, /^Renamed and opened$/, /^Recorded R_\w{15} with Very good\.$/,
    /^Visit, autumn has 1 response$/, /^Deleted SV_\w{15}$/,
  ],
  'managing-users': [
    /^Made UR_\w{15}$/, /^The account is active and stands in the list at place \d+$/, /^Now called Summer$/,
    /^Deleting surveys is off$/,
    /^With the token one is ada\.\S+@example\.org$/, /^Closed; the token is answered with 401$/, /^Deleted UR_\w{15}$/,
  ],
  'getting-survey-results': [
    /^\d{3} surveys$/, /^Library visit has \d+ responses in \d+ columns$/, /^R_\w+ recorded at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
    /^R_\w+ recorded at /, /^R_\w+ recorded at /,
  ],
};

const before = [await count('surveys'), await count('users')];
const ends = new Map();
for (const [slug, lines] of Object.entries(told)) {
  const programs = blocks(await text(`/docs/snippets/${slug}`));
  for (const { label, command } of languages) {
    const file = label.split(': ')[1];
    await check(`workflow ${slug}: ${label}`, () => {
      const program = programs.find((one) => one.label === label);
      assert.ok(program, 'it is on the page');
      const ended = run(join(slug, file.replace('.', '-')), file, program.code, command);
      assert.equal(ended.status, 0, `${ended.stdout}${ended.stderr}`);
      const printed = ended.stdout.trim().split('\n').map((line) => line.trim());
      assert.equal(printed.length, lines.length, ended.stdout);
      lines.forEach((line, place) => assert.match(printed[place], line));
      // What differs between two runs is left out: ids, and what follows from them.
      const alike = printed.map((line) => line.replace(/\b(SV|R|UR)_\w{15}|ada\.\S+|place \d+/g, ''));
      assert.deepEqual(alike, ends.get(slug) ?? alike, 'it says the same in each language');
      ends.set(slug, alike);
    });
  }
}
await check('workflows: nothing is left behind', async () =>
  assert.deepEqual([await count('surveys'), await count('users')], before));
for (const { label, command } of languages) {
  await check(`workflow with a wrong token: ${label}`, async () => {
    const program = blocks(await text('/docs/snippets/managing-users')).find((one) => one.label === label);
    const env = { ...variables, QUALTRICS_API_KEY: 'x'.repeat(40) };
    const ended = run(join('wrong', label.split('.')[1]), label.split(': ')[1], program.code, command, env);
    assert.notEqual(ended.status, 0);
    assert.match(`${ended.stdout}${ended.stderr}`, /Unrecognized X-API-TOKEN/);
  });
}

// A client certificate, for the examples that show one: made as the guide says.
spawnSync('openssl', ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=Examples',
  '-keyout', 'client.key', '-out', 'client.csr']);
const issued = await fetch(`${origin}/API/v3/organizations/current/clientcertificates`, {
  method: 'POST',
  headers: { 'X-API-TOKEN': token, 'Content-Type': 'application/json' },
  body: JSON.stringify({ certificateRequest: readFileSync('client.csr', 'utf8') }),
});
const { certificate } = (await issued.json()).result;
// The files that examples send, as their reader would have them.
const { code: survey } = blocks(await text('/docs/snippets/managing-surveys')).find(({ label }) => label.startsWith('JavaScript'));
const files = {
  'survey.qsf': survey.split('surveyFile = `')[1].split('`;')[0],
  'responses.csv': 'Q1,Q3\n"{""ImportId"":""QID1""}","{""ImportId"":""QID3_TEXT""}"\n2,Found my book at once.\n',
  'client.pem': certificate,
  'client.key': readFileSync('client.key', 'utf8'),
  'ca.pem': readFileSync(process.env.CANVASS_CA, 'utf8'),
};

/** Somebody signs in and allows the client: the code, for the example of RFC 7636 (appendix B). */
async function allowed() {
  const [username, password] = [`allows${Date.now()}.${Math.random()}@example.org`, 'correct horse & battery'];
  const user = { username, password, firstName: 'Al', lastName: 'Lows', email: username, userType: 'UT_FULLUSER' };
  const headers = { 'X-API-TOKEN': token, 'Content-Type': 'application/json' };
  const added = await fetch(`${origin}/API/v3/users`, { method: 'POST', headers, body: JSON.stringify(user) });
  assert.equal(added.status, 200);
  const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
  const asked = { response_type: 'code', client_id: client, redirect_uri: back, ...challenge };
  const form = new URLSearchParams({ ...asked, username, password, decision: 'allow' });
  const led = await fetch(`${origin}/oauth2/auth`, { method: 'POST', body: form, redirect: 'manual' });
  return new URL(led.headers.get('location')).searchParams.get('code');
}

/** What the examples of OAuth are run with. A code lasts a minute, so it comes just before. */
async function grants() {
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const body = { grant_type: 'authorization_code', redirect_uri: back, code_verifier: verifier, client_id: client, client_secret: secret };
  const exchanged = await fetch(`${origin}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...body, code: await allowed() }),
  });
  const { refresh_token: refresh } = await exchanged.json();
  return { CODE: await allowed(), CODE_VERIFIER: verifier, REDIRECT_URI: back, REFRESH_TOKEN: refresh };
}

let examples = 0;
for (const link of await links('/docs/guides')) {
  if (link.endsWith('/authentication')) Object.assign(variables, await grants());
  const shown = blocks(await text(link)).filter(
    // Deleting would take away what later examples name; the example of Delete Response is the same command.
    ({ language, code }) => (language === 'shell' && code.includes('curl') && !code.includes('DELETE')) || language === 'python');
  for (const [place, { language, code }] of shown.entries()) {
    examples += 1;
    await check(`example of ${link}: ${language} ${place + 1}`, () => {
      const folder = join('examples', link.split('/').pop(), `${place}`);
      mkdirSync(folder, { recursive: true });
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
      const script = language === 'python' ? code
        : code.split('\n').filter((line) => !line.startsWith('export ')).join('\n').replace('curl ', "curl -sS -w '\\n%{http_code}' ");
      const ended = run(folder, 'example', script, [language === 'python' ? python : 'bash']);
      assert.equal(ended.status, 0, ended.stderr);
      if (language === 'python') return;
      const status = ended.stdout.trim().split('\n').pop();
      // One example shows a refusal.
      assert.match(status, code.includes('fileUrl') ? /^400$/ : /^20\d$/, ended.stdout);
    });
  }
}
await check('guides: the certificates that were made are taken away', async () => {
  const list = `${origin}/API/v3/organizations/current/clientcertificates`;
  const headers = { 'X-API-TOKEN': token };
  const { elements } = (await (await fetch(list, { headers })).json()).result;
  const own = elements.filter(({ id }) => id !== 'CC_3exampleCertif0');
  assert.equal(own.length, 2, 'one for the examples, one by an example');
  for (const { id } of own) assert.equal((await fetch(`${list}/${id}`, { method: 'DELETE', headers })).status, 200);
});
// The forms of moments that the guide lists are those that are read.
const dates = await text('/docs/guides/dates-and-times');
const accepted = dates.slice(dates.indexOf('id="what-is-accepted"'), dates.indexOf('id="time-zones"'));
const forms = [...accepted.matchAll(/<th scope="row">(.*?)<\/th>/gs)].flatMap(([, cell]) => [...cell.matchAll(/<code>(.*?)<\/code>/g)]);
const starts = (startDate) =>
  fetch(`${origin}/API/v3/surveys/SV_3exampleSurvey0`, {
    method: 'PUT',
    headers: { 'X-API-TOKEN': token, 'Content-Type': 'application/json' },
    body: JSON.stringify({ expiration: { startDate, endDate: null } }),
  });
await check('guides: moments are read in every form that is listed, and in no other', async () => {
  assert.ok(forms.length >= 7);
  for (const [, form] of forms) assert.equal((await starts(form)).status, 200, form);
  for (const form of ['03/05/2024', '1709633472', 1709633472]) assert.equal((await starts(form)).status, 400, `${form}`);
  assert.equal((await starts(null)).status, 200);
});
await check('guides: examples are there', () => assert.ok(examples >= 10, `${examples}`));
finish();
