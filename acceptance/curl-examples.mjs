// Every cURL example of the documentation, run as printed against a new server's example brand: readers first, then
// what adds and changes, then what deletes, so that none takes away what another needs.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, check, finish, origin, token } from './checks.mjs';

const text = async (path) => {
  const answer = await fetch(`${origin}${path}`);
  assert.equal(answer.status, 200, path);
  return answer.text();
};
const plain = (html) =>
  html.replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const run = (command, options) =>
  execFileSync('bash', ['-c', command], { env: { ...process.env, QUALTRICS_API_KEY: token }, ...options }).toString();

// The files that examples send, as their reader would have them.
const folder = mkdtempSync(join(tmpdir(), 'canvass-examples-'));
writeFileSync(join(folder, 'responses.csv'),
  'Q1,Q3\n"{""ImportId"":""QID1""}","{""ImportId"":""QID3_TEXT""}"\n2,Found my book at once.\n');
writeFileSync(join(folder, 'survey.qsf'), JSON.stringify({
  SurveyEntry: { SurveyID: 'SV_000000000000000', SurveyName: 'Example', SurveyLanguage: 'EN' },
  SurveyElements: [
    { SurveyID: 'SV_000000000000000', Element: 'BL', PrimaryAttribute: 'Survey Blocks', SecondaryAttribute: null, TertiaryAttribute: null,
      Payload: [{ Type: 'Default', Description: 'Default', ID: 'BL_000000000000001', BlockElements: [{ Type: 'Question', QuestionID: 'QID1' }] }] },
    { SurveyID: 'SV_000000000000000', Element: 'FL', PrimaryAttribute: 'Survey Flow', SecondaryAttribute: null, TertiaryAttribute: null,
      Payload: { Type: 'Root', FlowID: 'FL_1', Flow: [{ Type: 'Block', ID: 'BL_000000000000001', FlowID: 'FL_2' }], Properties: { Count: 2 } } },
    { SurveyID: 'SV_000000000000000', Element: 'SQ', PrimaryAttribute: 'QID1', SecondaryAttribute: 'Well?', TertiaryAttribute: null,
      Payload: { QuestionText: 'Well?', QuestionDescription: 'Well?', DataExportTag: 'Q1', QuestionType: 'TE', Selector: 'SL', QuestionID: 'QID1', Validation: { Settings: {} } } },
  ],
}));

const order = ['GET', 'POST', 'PUT', 'DELETE'];
const links = new Set();
for (const [, category] of (await text('/docs')).matchAll(/href="\/docs\/reference\/([a-z-]+)"/g)) {
  for (const [, link] of (await text(`/docs/reference/${category}`)).matchAll(/href="(\/docs\/reference\/[a-z-]+\/[a-z-]+)"/g)) links.add(link);
}
const examples = [];
for (const link of links) {
  const html = await text(link);
  const name = plain(html.match(/<h1>.*?<\/h1>/s)[0]).trim();
  const command = plain(html.match(/aria-label="Example in cURL"[^>]*><code>(.*?)<\/code>/s)[1]);
  // What lies within another goes before what holds it.
  const verb = command.match(/-X ([A-Z]+)/)?.[1] ?? 'GET';
  examples.push({ name, command, verb, depth: command.split("'")[1].split('/').length });
}
examples.sort((one, other) => order.indexOf(one.verb) - order.indexOf(other.verb) || other.depth - one.depth);

await check('cURL examples: there are many', () => assert.ok(examples.length >= 20, `${examples.length}`));
// There is one example survey, and two ways to delete it: whichever comes second finds it gone.
const gone = new Set();
for (const { name, command, verb } of examples) {
  await check(`cURL example: ${name}`, () => {
    const status = run(`${command} -sS -w '\\n%{http_code}'`, { cwd: folder }).trim();
    const target = verb === 'DELETE' ? command.split("'")[1].split('/').pop() : '';
    assert.match(status, gone.has(target) ? /404$/ : /(^|\n|\D)20\d$/, `${command}\n${status}`);
    if (target) gone.add(target);
  });
}
finish();
