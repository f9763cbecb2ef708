// The documentation's examples as programs: all of them are read by their own language, and run in each language: one of
// every category, every whole job, and examples with values that nobody likes to quote.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { assert, check, finish, origin, remember, surveys, token } from './checks.mjs';
import { examples, files, operations } from './examples.mjs';

const begin = performance.now();
const folder = mkdtempSync(join(tmpdir(), 'canvass-snippets-'));
const jackson = ['databind', 'core', 'annotations'].map((part) => `/usr/share/java/jackson-${part}.jar`);
const classes = join(folder, 'classes');
const python = process.env.CANVASS_PYTHON;
const ending = { curl: 'sh', python: 'py', java: 'java', r: 'R', javascript: 'mjs', qualtrics: 'R' };
const environment = { ...process.env, QUALTRICS_API_KEY: token };
delete environment.QUALTRICS_BASE_URL;

/** Runs a program; gives its status and all that it said. */
function run(program, parameters, options = {}) {
  return new Promise((resolve) => {
    execFile(program, parameters, { env: environment, maxBuffer: 1 << 26, timeout: 120_000, ...options }, (error, out, said) =>
      resolve({ failed: Boolean(error), text: `${out}${said}`, out }));
  });
}

/** Does the work for each of the list, two at a time. */
async function pairwise(list, work) {
  const waiting = [...list];
  await Promise.all([1, 2].map(async () => {
    while (waiting.length) await work(waiting.shift());
  }));
}

// Each program as a file of its own; a whole job stands on the page of each of its steps and is the same on all.
const programs = new Map();
function keep(language, name, text) {
  const place = join(folder, language, ...(language === 'java' ? [] : [name]));
  mkdirSync(place, { recursive: true });
  const title = language === 'java' ? text.match(/^public class (\w+)/m)[1] : name;
  const path = join(place, `${title}.${ending[language]}`);
  writeFileSync(path, text);
  return path;
}

const all = await operations();
for (const operation of all) {
  for (const { language, scope, text } of await examples(operation.id)) {
    const same = [...programs.values()].find((known) => known.language === language && known.text === text);
    programs.set(`${language} ${scope} ${operation.id}`,
      { ...operation, language, scope, text, path: same?.path ?? keep(language, `${operation.id}-${scope}`, text) });
  }
}
// Examples with typed values: quotes, a dollar, backslashes, what other scripts and planes have, blanks and line breaks.
const awkward = `it's "q" $HOME \${x} \`y\` \\u0041 \\ %s #{z} é 日本 😀`;
const languages = ['curl', 'python', 'java', 'r', 'javascript'];
const lines = ` ${awkward}  \n\n\t\\n """ two \n`;
const cell = (language) => `${lines}${language}`.replaceAll('"', '""');
const header = 'Q3\nAnything else?\n"{""ImportId"":""QID3_TEXT""}"\n';
const typed = [];
for (const language of languages) {
  const user = { username: `${language}@example.org`, firstName: awkward, lastName: `${language}'`, userType: 'UT_FULLUSER',
    email: `${language}@example.org`, password: 'a"b\'c$d\\e' };
  remember('a password', user.password);
  for (const [id, fields, scope = 'request'] of [
    ['createUser', { 'body.0': JSON.stringify(user, null, 2) }],
    ['createResponse', { 'body.0': JSON.stringify({ values: { QID3_TEXT: `${lines}json ${language}` } }, null, 2) }],
    ['startResponseImport', { 'body.0': `${header}"${cell(`csv ${language}`)}"\n` }, 'job'],
    ['importSurvey', { form: '0', 'part.0.name': `${awkward} ${language}` }],
    ['listSurveys', { 'query.offset': '100' }],
  ]) {
    const { text } = (await examples(id, fields)).find((one) => one.language === language && one.scope === scope);
    const renamed = text.replace(/^(public class \w+)/m, '$1Typed');
    typed.push({ id, language, scope, text: renamed, path: keep(language, `${id}-typed`, renamed) });
  }
}

const paths = (language) =>
  [...new Set([...programs.values(), ...typed].filter((one) => one.language === language).map(({ path }) => path))];
const numbers = Object.fromEntries(Object.keys(ending).map((language) =>
  [language, [...programs.values(), ...typed].filter((one) => one.language === language).length]));
const reading = {
  curl: () => run('bash', ['-c', 'for file; do bash -n "$file" || exit 1; done', 'bash', ...paths('curl')]),
  python: () => run(python, ['-c',
    'import sys\nfor path in sys.argv[1:]:\n    compile(open(path, encoding="utf-8").read(), path, "exec")', ...paths('python')]),
  java: () => run('javac', ['-Xlint:all,-path,-processing', '-Werror', '-encoding', 'US-ASCII', '-cp', jackson.join(':'), '-d', classes, ...paths('java')]),
  r: () => run('Rscript', ['-e', 'for (path in commandArgs(TRUE)) parse(path)', ...paths('r')]),
  qualtrics: () => run('Rscript', ['-e', 'for (path in commandArgs(TRUE)) parse(path)', ...paths('qualtrics')]),
  javascript: () => run('bash', ['-c', 'for file; do node --check "$file" || exit 1; done', 'bash', ...paths('javascript')]),
};
for (const [language, read] of Object.entries(reading)) {
  await check(`snippets: ${numbers[language]} examples in ${language} are programs of their language`, async () => {
    const least = language === 'qualtrics' ? 3 : all.length;
    assert.ok(numbers[language] >= least, 'some are missing');
    const { failed, text } = await read();
    assert.ok(!failed, text);
  });
}

const starting = {
  curl: (path) => ['bash', [path]],
  python: (path) => [python, [path]],
  java: (path) => ['java', ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', [classes, ...jackson].join(':'), basename(path, '.java')]],
  r: (path) => ['Rscript', [path]],
  javascript: (path) => ['node', [path]],
};
let count = 0;
/** Runs a program in a folder of its own, with the files that it sends. */
async function start({ language, path }, options) {
  const cwd = join(folder, `run-${(count += 1)}`);
  mkdirSync(cwd);
  files(cwd);
  const [program, parameters] = starting[language](path);
  return { cwd, ...(await run(program, parameters, { cwd, ...options })) };
}

const categories = [...new Set(all.map(({ category }) => category))];
const ofCategories = categories.flatMap((category) => {
  const { id } = all.find((one) => one.category === category && one.verb === 'GET');
  return languages.map((language) => programs.get(`${language} request ${id}`));
});
await pairwise(ofCategories, (program) =>
  check(`snippets: ${program.id} runs in ${program.language}`, async () => {
    const { failed, text } = await start(program);
    assert.ok(!failed && text.includes('requestId'), text);
  }));

await check('snippets: a file is fetched in each language', () =>
  pairwise(languages, async (language) => {
    const { failed, text, cwd } = await start(programs.get(`${language} request getResponseExportFile`));
    const saved = readdirSync(cwd).find((name) => name.endsWith('.zip'));
    assert.ok(!failed && saved && readFileSync(join(cwd, saved)).toString('latin1').startsWith('PK'), `${language}: ${text}`);
  }));

const every = async (path) => {
  const elements = [];
  for (let next = `${origin}${path}`; next; ) {
    const { result } = await (await fetch(next, { headers: { 'X-API-TOKEN': token } })).json();
    elements.push(...result.elements);
    next = result.nextPage;
  }
  return elements;
};
const jobs = [...new Map([...programs.values()].filter(({ scope }) => scope === 'job').map((one) => [one.path, one])).values()];
// These answer with all that there is: there are no pages to walk.
const atOnce = new Set(['listQuestions', 'listSurveyVersions']);
const lists = new Set([...programs.values()].map(({ id }) => id).filter((id) => id.startsWith('list') && !atOnce.has(id)));
await check('snippets: lists, exports and imports have whole jobs', () =>
  assert.equal(jobs.length, (lists.size + 2) * languages.length));
// More than one page; some clients before this one deleted a few.
const present = (await every('/API/v3/surveys')).map(({ id }) => id);
await pairwise(jobs, (job) =>
  check(`snippets: the whole job of ${job.id} runs in ${job.language}`, async () => {
    const { failed, text, cwd } = await start(job);
    assert.ok(!failed, text);
    if (job.id === 'listSurveys') {
      assert.ok(present.length > 100);
      assert.deepEqual(present.filter((id) => !text.includes(id)), [], 'all pages are read');
    } else if (job.id === 'listUsers') {
      assert.match(text, /UR_3exampleAdmin00/);
    } else if (lists.has(job.id)) {
      assert.match(text, /[A-Z]+_3example\w+/, 'what the example brand has is listed');
    } else if (existsSync(join(cwd, 'download.zip'))) {
      const table = readdirSync(cwd).find((name) => name.endsWith('.csv') && name !== 'responses.csv');
      assert.match(readFileSync(join(cwd, table), 'utf8'), /ResponseId[^]*R_3exampleRespon1/);
    } else {
      assert.match(text, /complete[^]*importedRows|importedRows[^]*complete/);
    }
  }));

await check('snippets: a refusal ends the program and is shown, in each language', () =>
  pairwise(languages, async (language) => {
    const env = { ...environment, QUALTRICS_API_KEY: 'x'.repeat(40) };
    const { failed, text } = await start(programs.get(`${language} request whoAmI`), { env });
    assert.ok(failed && text.includes('401') && text.includes('DCD_7'), `${language}: ${text}`);
  }));

await pairwise(typed, (program) =>
  check(`snippets: typed values of ${program.id} arrive as they are from ${program.language}`, async () => {
    const { failed, text } = await start(program);
    assert.ok(!failed, text);
    if (program.id === 'listSurveys') {
      assert.ok(!text.includes(surveys[0]) && text.includes('requestId'), text);
    }
  }));
const recorded = async () => {
  const call = async (path, options) => {
    const answer = await fetch(`${origin}${path}`, { headers: { 'X-API-TOKEN': token, 'Content-Type': 'application/json' }, ...options });
    return answer.json();
  };
  const path = '/API/v3/surveys/SV_3exampleSurvey0/export-responses';
  let { result } = await call(path, { method: 'POST', body: '{"format":"json","compress":false}' });
  const { progressId } = result;
  while (result.status === 'inProgress') ({ result } = await call(`${path}/${progressId}`));
  return (await call(`${path}/${result.fileId}/file`)).responses.map(({ values }) => values.QID3_TEXT);
};
await check('snippets: typed values are kept as they were typed', async () => {
  const told = await recorded();
  const [users, kept] = [await every('/API/v3/users'), await every('/API/v3/surveys')];
  for (const language of languages) {
    const user = users.find(({ username }) => username === `${language}@example.org`);
    assert.equal(user?.firstName, awkward, language);
    for (const way of ['json', 'csv']) {
      const text = told.find((answer) => answer?.endsWith(`${way} ${language}`));
      assert.equal(text, `${lines}${way} ${language}`);
    }
    assert.ok(kept.some(({ name }) => name === `${awkward} ${language}`), `${language}: the survey's name`);
  }
});

const read = Object.values(numbers).reduce((sum, number) => sum + number, 0);
console.log(`    ${read} examples read, ${count} programs run, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
finish();
