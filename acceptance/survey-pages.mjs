// Survey pages in a real browser: languages, right to left, coming back, doors, previews and embedding; accessible by axe's rules.

import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { accessible, assert, check, finish, origin, remember, token } from './checks.mjs';

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };

/** A question whose texts are in English, and in Arabic where `arabic` says them. */
function question(id, kind, selector, sub, text, arabic) {
  const rated = ['Bad', 'So so', 'Good'];
  return {
    QuestionID: id, QuestionType: kind, Selector: selector, SubSelector: sub, DataExportTag: id, QuestionText: text,
    QuestionDescription: text, Validation: { Settings: { ForceResponse: 'ON', ForceResponseType: 'ON', Type: 'None' } },
    Choices: { 1: { Display: 'Price' }, 2: { Display: 'Taste' }, 3: { Display: '', TextEntry: 'true' } },
    ChoiceOrder: ['1', '2', '3'],
    Answers: Object.fromEntries(rated.map((word, place) => [place + 1, { Display: word }])), AnswerOrder: ['1', '2', '3'],
    Language: arabic ? { AR: { QuestionText: arabic, Choices: { 1: { Display: 'السعر' } } } } : [],
  };
}

const part = (number, selector, sub) => ({
  ...question(`QID8#${number}`, 'Matrix', selector, sub, `Part ${number}`),
  Choices: { 1: { Display: 'Price' }, 2: { Display: 'Taste' } }, ChoiceOrder: ['1', '2'],
});

const questions = [
  question('QID1', 'MC', 'SAVR', 'TX', 'How was it?', 'كيف كان الأمر؟'),
  question('QID2', 'TE', 'SL', null, ''),
  question('QID3', 'Matrix', 'Likert', 'SingleAnswer', 'Rate these', 'قيّم ما يلي'),
  question('QID4', 'MC', 'DL', null, 'Pick one'),
  question('QID5', 'Slider', 'HSLIDER', null, 'How much?'),
  question('QID6', 'RO', 'DND', 'TX', 'Rank these'),
  { ...question('QID7', 'Matrix', 'Bipolar', null, 'Two ends'), Choices: { 1: { Display: 'Cold:Warm' } }, ChoiceOrder: ['1'] },
  {
    ...question('QID8', 'SBS', 'SBSMatrix', null, 'Side by side'), NumberOfQuestions: 2,
    Choices: { 1: { Display: 'Price' }, 2: { Display: 'Taste' } }, ChoiceOrder: ['1', '2'],
    AdditionalQuestions: { 1: part(1, 'Likert', 'SingleAnswer'), 2: part(2, 'Likert', 'DL') },
    Validation: { Settings: { ForceResponse: 'OFF', Type: 'None' } },
  },
];

/** Imports a survey with these options: a page with all questions but the last two, then one with those; `flow` says what the flow
 * has besides, given the element that shows the block. */
async function made(name, options, flow = (shown) => [shown]) {
  const shown = questions.map(({ QuestionID }) => ({ Type: 'Question', QuestionID }));
  const elements = [...shown.slice(0, -2), { Type: 'Page Break' }, ...shown.slice(-2)];
  const block = { Type: 'Default', ID: 'BL_aaaaaaaaaaaaaaa', Description: 'All', BlockElements: elements };
  const all = { BackButton: 'true', SaveAndContinue: 'true', PartialData: '+1 week', ProgressBarDisplay: 'Text', SurveyTitle: 'Shop visit' };
  const file = {
    SurveyEntry: { SurveyID: 'SV_aaaaaaaaaaaaaaa', SurveyName: name, SurveyLanguage: 'EN', SurveyStatus: 'Active' },
    SurveyElements: [
      { Element: 'BL', PrimaryAttribute: 'Survey Blocks', Payload: [block] },
      { Element: 'FL', PrimaryAttribute: 'Survey Flow', Payload: { Type: 'Root', FlowID: 'FL_1', Flow: flow({ Type: 'Block', ID: block.ID, FlowID: 'FL_2' }) } },
      { Element: 'SO', PrimaryAttribute: 'Survey Options', Payload: { ...all, ...options } },
      ...questions.map((Payload) => ({ Element: 'SQ', PrimaryAttribute: Payload.QuestionID, Payload })),
    ],
  };
  const form = new FormData();
  form.set('name', name);
  form.set('file', new Blob([JSON.stringify(file)], { type: 'application/vnd.qualtrics.survey.qsf' }), 'a.qsf');
  const answer = await fetch(`${origin}/API/v3/surveys`, { method: 'POST', headers: { 'X-API-TOKEN': token }, body: form });
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()).result.id;
}

const languages = { AvailableLanguages: { EN: [], AR: [] } };
const open = await made('Pages', languages);
const locked = await made('Pages behind a password', { ...languages, PasswordProtection: 'Yes', Password: 'open sesame' });
const summed = await made('Pages with a summary', { ...languages, ShowExportTags: 'true', HighlightQuestions: 'on' }, (shown) => [
  shown,
  { Type: 'EndSurvey', FlowID: 'FL_3', Options: { SurveyTermination: 'DisplayResult', ConfirmResponseSummary: 'Yes' } },
]);
const field = (PanelField, more) => ({ PanelField, fieldLabel: '', LogicType: 'EmbeddedField', Type: 'Expression', ...more });
const guarded = await made('Pages behind an authenticator', languages, (shown) => [{
  Type: 'Authenticator', FlowID: 'FL_3', Flow: [shown], PanelData: { PanelID: 'CG_aaaaaaaaaaaaaaa' },
  FieldData: { 0: { 0: field('RecipientEmail'), 1: field('Pin', { fieldLabel: 'Your PIN', password: true }), Type: 'If' }, Type: 'BooleanExpression' },
  Options: { maxAttempts: '2', allowRetake: true },
}]);
const invited = await made('Pages by invitation', { SurveyProtection: 'ByInvitation' });
const link = await fetch(`${origin}/API/v3/surveys/${open}/preview-link`, { headers: { 'X-API-TOKEN': token } });
const preview = (await link.json()).result.url;
remember('the key of a preview', new URL(preview).searchParams.get('~key'));
const address = (survey, query = '') => `${origin}/jfe/form/${survey}${query}`;

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});

/** Opens a page in a browser of its own, and closes it afterwards. */
async function visit(url, options, work) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  try {
    await page.goto(url, { waitUntil: 'load' });
    return await work(page, context);
  } finally {
    await context.close();
  }
}

/** Answers all of the first page. */
async function fill(page) {
  await page.locator('input[name=QID1][value="1"]').check();
  await page.locator('[name=QID2_TEXT]').fill('a text');
  for (const row of [1, 2, 3]) await page.locator(`input[name=QID3_${row}][value="1"]`).check();
  await page.locator('select[name=QID4]').selectOption('1');
  for (const row of [1, 2, 3]) await page.locator(`input[name=QID5_${row}]`).fill('10');
  for (const row of [1, 2, 3]) await page.locator(`select[name=QID6_${row}]`).selectOption(String(row));
}

const next = (page) => page.locator('.buttons button.next').click();

const pages = [
  ['a page', address(open)], ['a page from right to left', address(open, '?Q_Language=AR')], ['the password', address(locked)],
  ['by invitation', address(invited)], ['a preview', preview], ['who somebody is', address(guarded)],
];
for (const [name, url] of pages) {
  for (const [viewport, colorScheme] of [[desk, 'light'], [phone, 'dark']]) {
    await check(`axe: ${name}, ${colorScheme}, ${viewport.width} px: no violation`, () =>
      visit(url, { viewport, colorScheme, bypassCSP: true }, accessible));
  }
}

await check('axe: nobody is known with what was entered, and the way on without: no violation', () =>
  visit(address(guarded, '?Q_Language=AR'), { viewport: phone, bypassCSP: true }, async (page) => {
    for (const message of ['لا نعرف أحدًا', 'لم نجدك في القائمة']) {
      await page.locator('[name="~contact.0"]').fill('eve@example.org');
      await page.locator('[name="~contact.1"]').fill('a pin');
      await next(page);
      await page.getByText(message).first().waitFor();
      await accessible(page);
    }
    await next(page);
    await page.locator('.sign.done').waitFor();
  }));

await check('axe: what is wrong, and the page with tables side by side: no violation', () =>
  visit(address(open), { viewport: desk, bypassCSP: true }, async (page) => {
    await next(page);
    await page.getByRole('alert').waitFor();
    assert.equal(await page.title(), 'Error: Page 1 – Shop visit');
    await accessible(page);
    await fill(page);
    await next(page);
    await page.getByText('Two ends').waitFor();
    assert.equal(await page.title(), 'Page 2 – Shop visit');
    await accessible(page);
    const widths = await page.locator('.question').evaluateAll((cards) => cards.map((card) => card.offsetWidth));
    assert.equal(new Set(widths).size, 1, `cards of ${widths} px`);
  }));

for (const [language, scheme, viewport] of [['EN', 'light', desk], ['AR', 'dark', phone]]) {
  await check(`axe: the answers to be confirmed, and at the end, ${language}, ${scheme}, ${viewport.width} px: no violation`, () =>
    visit(address(summed, `?Q_Language=${language}`), { viewport, colorScheme: scheme, bypassCSP: true }, async (page) => {
      await accessible(page);
      await fill(page);
      await next(page);
      await page.locator('input[name=QID7_1][value="1"]').check();
      for (const row of [1, 2]) {
        await page.locator(`input[name="QID8#1_${row}"][value="1"]`).check();
        await page.locator(`select[name="QID8#2_${row}"]`).selectOption('2');
      }
      await next(page);
      assert.match(await page.locator('.answers').textContent(), /a text/);
      await accessible(page);
      await next(page);
      await page.locator('.notice .answers').waitFor();
      await accessible(page);
    }));
}

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? 'with' : 'without';
  await check(`browser: the language is changed ${how} JavaScript, and what was typed stays`, () =>
    visit(address(open), { javaScriptEnabled, viewport: phone }, async (page) => {
      await page.locator('[name=QID2_TEXT]').fill('half a thought');
      await page.getByLabel('Language').selectOption('AR');
      await page.getByRole('button', { name: 'Change' }).click();
      await page.getByText('كيف كان الأمر؟').waitFor();
      assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
      assert.equal(await page.locator('[name=QID2_TEXT]').inputValue(), 'half a thought');
      assert.equal(await page.locator('.error').count(), 0);
      const english = page.getByText('Pick one').first();
      assert.equal(await english.getAttribute('lang'), 'en');
    }));
}

await check('browser: Enter goes on, and does not change the language', () =>
  visit(address(open), { viewport: desk }, async (page) => {
    await page.locator('[name=QID2_TEXT]').press('Enter');
    await page.getByRole('alert').waitFor();
  }));

await check('browser: the first language is the one the browser asks for', () =>
  visit(address(open), { locale: 'ar-EG' }, (page) => page.getByText('كيف كان الأمر؟').waitFor()));

await check('browser: who comes back goes on, and may begin again', () =>
  visit(address(open), { viewport: desk }, async (page, context) => {
    await fill(page);
    await next(page);
    await page.getByText('Two ends').waitFor();
    const again = await context.newPage();
    await again.goto(address(open));
    await again.getByText('Two ends').waitFor();
    assert.equal(await again.evaluate(() => document.cookie), '', 'no script sees what is kept');
    await again.getByRole('link', { name: 'Start again' }).click();
    await again.getByText('How was it?').waitFor();
  }));

await check('browser: the password lets in, and another one does not', () =>
  visit(address(locked), { viewport: phone, javaScriptEnabled: false }, async (page) => {
    await page.getByLabel('Password').fill('open sesam');
    await next(page);
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password').fill('open sesame');
    await next(page);
    await page.getByText('How was it?').waitFor();
  }));

// A page of another site: another port is another origin, and another name another site.
const site = createServer((request, answer) => {
  answer.setHeader('Content-Type', 'text/html');
  const inner = new URL(request.url, 'http://localhost').searchParams.get('inner') ?? 'about:blank';
  answer.end(`<!doctype html><title>Another site</title><iframe src="${inner.replaceAll('&', '&amp;')}" width="600" height="600"></iframe>`);
});
await new Promise((listens) => site.listen(0, '127.0.0.1', listens));
const outer = (inner) => `http://localhost:${site.address().port}/?inner=${encodeURIComponent(inner)}`;

await check('browser: a survey is answered within a page of another site', () =>
  visit(outer(address(open)), { viewport: desk }, async (page, context) => {
    const frame = page.frameLocator('iframe');
    await frame.getByText('How was it?').waitFor();
    await fill(frame);
    await frame.locator('.buttons button.next').click();
    await frame.getByText('Two ends').waitFor();
    assert.deepEqual(await context.cookies(), [], 'nothing is kept within another site');
  }));

await check('browser: a preview is not shown within a page of another site', () =>
  visit(outer(preview), { viewport: desk }, async (page) => {
    await page.waitForLoadState('networkidle');
    assert.equal(await page.frameLocator('iframe').getByText('How was it?').count(), 0);
  }));

await browser.close();
site.close();
finish();
