// What the portal's own modules add to its pages: examples and links that follow what is typed, ids of one's own, keys,
// colours, filters. All of it is ease; portal-plain.mjs shows that the pages do their work without.

import { assert, check, finish, origin, token } from './checks.mjs';
import { at, giveToken, launch, pages, send, visit } from './portal-page.mjs';

const updateSurvey = '/docs/reference/surveys/update-survey';
const browser = await launch();
const open = (path, work) =>
  visit(browser, `${origin}${path}`, { viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] }, work);
const field = (page, name) => page.locator(`${at.form} [name="${name}"]`);
/** What was copied. A click only begins to copy: the text is waited for. */
const clipboard = async (page) => {
  const handle = await page.waitForFunction(() => navigator.clipboard.readText());
  return handle.jsonValue();
};

/** The programs that are shown, hidden ones too, by language and scope. */
const programs = (page) =>
  page.locator('[data-language][data-scope]').evaluateAll((blocks) =>
    Object.fromEntries(blocks.map(({ dataset, textContent }) => [`${dataset.language} ${dataset.scope}`, textContent])));

await check('modules: the examples follow what is typed, in every language, and never hold the token', () =>
  open(updateSurvey, async (page) => {
    const before = await programs(page);
    assert.ok(Object.keys(before).length >= 5, Object.keys(before).join(', '));
    await giveToken(page, token);
    await field(page, 'path.surveyId').fill('SV_0123456789abcde');
    await page.waitForFunction(() => document.querySelector('[data-language][data-scope] code').textContent.includes('SV_0123456789abcde'));
    for (const [name, text] of Object.entries(await programs(page))) {
      assert.ok(text.includes('SV_0123456789abcde'), `${name} does not follow: ${text}`);
      assert.ok(!text.includes(token), `${name} holds the token`);
    }
  }));

await check('modules: what is typed is text in the examples, never markup', () =>
  open(updateSurvey, async (page, noted) => {
    await field(page, 'field.0.name').fill('<img src="/nowhere" onerror="x"> & \'quotes\'');
    await page.waitForFunction(() => document.querySelector('[data-language][data-scope] code').textContent.includes('/nowhere'));
    assert.equal(await page.locator('pre img').count(), 0);
    assert.ok(!noted.requests.some((request) => request.url().endsWith('/nowhere')));
  }));

await check('modules: a link with the typed values opens the page with them, without the token', () =>
  open(pages.startExport, async (page) => {
    await giveToken(page, token);
    await field(page, 'path.surveyId').fill('SV_0123456789abcde');
    await field(page, 'field.0.format').selectOption('tsv');
    await page.getByRole('button', { name: 'Copy link' }).click();
    const link = await clipboard(page);
    assert.ok(link.startsWith(`${origin}${pages.startExport}?`) && !link.includes(token), link);
    await page.goto(link, { waitUntil: 'load' });
    assert.equal(await field(page, 'path.surveyId').inputValue(), 'SV_0123456789abcde');
    assert.equal(await field(page, 'field.0.format').inputValue(), 'tsv');
    assert.equal(await page.locator(at.token).inputValue(), '');
  }));

await check('modules: a click on an accepted value fills its field', () =>
  open(pages.startExport, async (page) => {
    await page.locator('[data-fill="field.0.format"]').filter({ hasText: 'ndjson' }).click();
    assert.equal(await field(page, 'field.0.format').inputValue(), 'ndjson');
  }));

await check("modules: ids of one's own are offered where a path asks for one", () =>
  open('/docs/reference/surveys/get-survey', async (page) => {
    await giveToken(page, token);
    await field(page, 'path.surveyId').focus();
    await page.locator('datalist option').first().waitFor({ state: 'attached' });
    const ids = await page.locator('datalist option').evaluateAll((options) => options.map(({ value }) => value));
    const { result } = await (await fetch(`${origin}/API/v3/surveys`, { headers: { 'X-API-TOKEN': token } })).json();
    assert.ok(ids.includes(result.elements[0].id), ids.join(', '));
  }));

await check('modules: a body goes over from single fields to JSON and back', () =>
  open(pages.startExport, async (page) => {
    await field(page, 'field.0.format').selectOption('json');
    await page.locator(at.form).getByText('JSON', { exact: true }).click();
    const area = page.locator(`${at.form} textarea[data-json]`);
    await page.waitForFunction(() => document.querySelector('form[data-try] textarea[data-json]').value.includes('"json"'));
    await area.fill('{"format": "csv", "useLabels": true}');
    await page.locator(at.form).getByText('Form', { exact: true }).click();
    await page.waitForFunction(() => document.querySelector('[name="field.0.useLabels"]').value === 'true');
    assert.equal(await field(page, 'field.0.format').inputValue(), 'csv');
  }));

await check('modules: the copy button copies the code as it stands', () =>
  open(pages.operation, async (page) => {
    const block = page.locator('#main [data-copy]:visible').first();
    await block.locator('.copy').click();
    assert.equal(await clipboard(page), await block.locator('code').evaluate((code) => code.textContent));
  }));

await check('modules: the language that was chosen is chosen on the next page', () =>
  open(pages.operation, async (page) => {
    await page.locator('label').filter({ hasText: /^Python/ }).first().click();
    await page.goto(`${origin}${pages.startExport}`, { waitUntil: 'load' });
    await page.locator('pre:visible').filter({ hasText: 'import' }).first().waitFor();
  }));

await check('modules: the list beside the page is filtered as one types', () =>
  open(pages.operation, async (page) => {
    const shown = () => page.locator('#requests :is(li, nav) > a:visible').allInnerTexts();
    const before = await shown();
    await page.getByRole('searchbox', { name: 'Filter this list' }).fill('delete definition');
    await page.locator('#requests a:has-text("List Surveys")').waitFor({ state: 'hidden' });
    const found = await shown();
    assert.ok(found.length === 1 && found[0].includes('Delete Survey Definition'), found.join(' | '));
    await page.getByRole('searchbox', { name: 'Filter this list' }).fill('');
    await page.locator('#requests a:has-text("List Surveys")').waitFor();
    assert.deepEqual(await shown(), before);
  }));

await check('modules: colours change at once and are kept', () =>
  open(pages.operation, async (page) => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await background();
    await page.getByRole('button', { name: /change to dark/i }).click();
    await page.locator('html[data-theme=dark]').waitFor();
    const dark = await background();
    assert.notEqual(dark, before);
    await page.goto(`${origin}${pages.guide}`, { waitUntil: 'load' });
    assert.equal(await background(), dark);
  }));

await check('modules: keys go to the next request, to Try It and to the list of keys', () =>
  open(pages.operation, async (page) => {
    await page.keyboard.press('j');
    await page.waitForURL((url) => url.pathname === '/docs/reference/surveys/import-survey');
    await page.keyboard.press('k');
    await page.waitForURL((url) => url.pathname === pages.operation);
    await page.keyboard.press('t');
    await page.locator(`${at.form} :focus`).waitFor();
    await page.keyboard.press('Escape');
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.getByLabel('Use these keys').uncheck();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('j');
    await page.waitForTimeout(500);
    assert.equal(new URL(page.url()).pathname, pages.operation, 'the keys are off');
  }));

await check('modules: Ctrl Enter sends, and what was typed stays', () =>
  open(`${pages.operation}?query.offset=1`, async (page) => {
    await giveToken(page, token);
    await field(page, 'query.offset').press('Control+Enter');
    await page.locator(at.tabs).first().waitFor({ state: 'attached' });
    assert.match(await page.innerText(at.result), /200/);
    assert.equal(await field(page, 'query.offset').inputValue(), '1');
  }));

await check('modules: an answer is shown whole, in colours where it is in view', () =>
  open(pages.operation, async (page) => {
    await giveToken(page, token);
    await send(page);
    const shown = await page.locator(`${at.result} pre code`).first().evaluate((code) => code.textContent);
    const { result } = await (await fetch(`${origin}/API/v3/surveys`, { headers: { 'X-API-TOKEN': token } })).json();
    assert.deepEqual(JSON.parse(shown).result, result);
    await page.locator(`${at.result} .slice`).first().scrollIntoViewIfNeeded();
    await page.locator(`${at.result} pre [class^=tk-]`).first().waitFor();
    // Ids are links still.
    await page.locator(`${at.result} pre a`).filter({ hasText: result.elements[0].id }).first().waitFor();
  }));

await browser.close();
finish();
