// Try It with answers that are hard to show: a JSON text of 1.2 MB, and a zip file.

import { readFileSync } from 'node:fs';
import { memory } from './bench-page.mjs';
import { address, at, download, exportedFile, giveToken, operations, pages, send, sum } from './portal-page.mjs';

const viewport = { width: 1440, height: 900 };
const wantedBytes = 1.2e6;

const call = (origin, token) => async (path, options) => {
  const answer = await fetch(`${origin}/API/v3${path}`, { ...options, headers: { 'X-API-TOKEN': token, ...options?.headers } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
};

/** A survey file whose definition is about as long as asked, its questions all alike. */
function surveyFile(questions) {
  const id = 'SV_0benchmarkTryIt';
  const element = (Element, PrimaryAttribute, Payload) =>
    ({ SurveyID: id, Element, PrimaryAttribute, SecondaryAttribute: null, TertiaryAttribute: null, Payload });
  const names = Array.from({ length: questions }, (_, index) => `QID${index + 1}`);
  const choices = Object.fromEntries([1, 2, 3, 4, 5].map((choice) => [choice, { Display: `Choice number ${choice}` }]));
  const question = (QuestionID, index) => ({
    QuestionText: `How well does statement number ${index + 1} describe your last visit?`, QuestionID, DataExportTag: `Q${index + 1}`,
    QuestionDescription: `Statement ${index + 1}`, QuestionType: 'MC', Selector: 'SAVR', SubSelector: 'TX', Choices: choices,
    ChoiceOrder: Object.keys(choices), Configuration: { QuestionDescriptionOption: 'UseText' }, Language: [],
    Validation: { Settings: { ForceResponse: 'OFF', Type: 'None' } },
  });
  return JSON.stringify({
    SurveyEntry: { SurveyID: id, SurveyName: 'Benchmark of Try It', SurveyLanguage: 'EN' },
    SurveyElements: [
      element('BL', 'Survey Blocks', [{
        Type: 'Default', Description: 'Default', ID: 'BL_0benchmarkBlock',
        BlockElements: names.map((QuestionID) => ({ Type: 'Question', QuestionID })),
      }]),
      element('FL', 'Survey Flow', {
        Type: 'Root', FlowID: 'FL_1', Flow: [{ Type: 'Block', ID: 'BL_0benchmarkBlock', FlowID: 'FL_2' }], Properties: { Count: 2 },
      }),
      ...names.map((name, index) => element('SQ', name, question(name, index))),
    ],
  });
}

/** Imports such a survey; gives its id and how long its definition is. */
async function largeSurvey(ask, questions) {
  const form = new FormData();
  form.set('name', `Benchmark of Try It, ${questions} questions`);
  form.set('file', new Blob([surveyFile(questions)], { type: 'application/vnd.qualtrics.survey.qsf' }), 'survey.qsf');
  const { id } = (await (await ask('/surveys', { method: 'POST', body: form })).json()).result;
  return { id, bytes: (await (await ask(`/survey-definitions/${id}`)).arrayBuffer()).byteLength };
}

/** Shows the definition of a large survey: when its first line can be read after it has come, and what that cost. */
export async function largeAnswer(browser, origin, token, document, rounds) {
  const ask = call(origin, token);
  const probe = await largeSurvey(ask, 100);
  const { id, bytes } = await largeSurvey(ask, Math.round((100 * wantedBytes) / probe.bytes));
  const operation = operations(document).find(({ operationId }) => operationId === 'getSurveyDefinition');
  const runs = [];
  for (let round = 0; round < rounds; round += 1) {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await page.goto(`${origin}${address(operation)}`, { waitUntil: 'load' });
    await giveToken(page, token);
    await page.locator('[name="path.surveyId"]').fill(id);
    await page.evaluate(noteTheAnswer, at.shown);
    await send(page);
    await page.waitForFunction(() => window.answer.shown > 0, null, { timeout: 60000 });
    // Whatever is still drawn afterwards counts for the longest task as well.
    await page.waitForTimeout(1500);
    const { shown, longest } = await page.evaluate(() => window.answer);
    const came = await page.evaluate(() =>
      Math.max(...performance.getEntriesByType('resource').filter(({ initiatorType }) => initiatorType === 'fetch').map(({ responseEnd }) => responseEnd)
        .filter((end) => end < window.answer.shown)));
    runs.push({ shown: shown - came, longest, nodes: (await memory(session)).nodes });
    await context.close();
  }
  return { bytes, runs };
}

/** Runs in the page: notes the longest task from now on, and when the answer is painted. */
function noteTheAnswer(shown) {
  const answer = { shown: 0, longest: 0 };
  window.answer = answer;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) answer.longest = Math.max(answer.longest, duration);
  }).observe({ type: 'longtask' });
  const look = () => {
    if (document.querySelector(shown)?.checkVisibility()) requestAnimationFrame(() => (answer.shown = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Exports the example survey, opens the file through Try It and saves it: what came of it. */
export async function zipAnswer(browser, origin, token) {
  const file = await exportedFile(origin, token);
  const direct = await download(origin, token, file);
  const context = await browser.newContext({ viewport, acceptDownloads: true });
  try {
    const page = await context.newPage();
    await page.goto(`${origin}${pages.exportFile}`, { waitUntil: 'load' });
    await giveToken(page, token);
    for (const [name, value] of Object.entries(file)) await page.locator(`[name="path.${name}"]`).fill(value);
    await send(page);
    const [arrived] = await Promise.all([page.waitForEvent('download'), page.locator(at.save).first().click()]);
    const saved = readFileSync(await arrived.path());
    const text = await page.innerText(at.result);
    const names = entries(direct);
    return {
      bytes: direct.length, identical: sum(saved) === sum(direct), sumShown: text.includes(sum(direct)),
      entries: names.length, listed: names.filter((name) => text.includes(name)).length,
    };
  } finally {
    await context.close();
  }
}

/** The names in a zip file, from its directory at the end. */
export function entries(zip) {
  const names = [];
  for (let place = zip.readUInt32LE(zip.lastIndexOf('PK\x05\x06') + 16); zip.readUInt32LE(place) === 0x02014b50;) {
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(place + field));
    names.push(zip.toString('utf8', place + 46, place + 46 + name));
    place += 46 + name + extra + comment;
  }
  return names;
}
