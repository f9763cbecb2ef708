// Lists all surveys, exports the responses of the first one, and reads the rows.

import { setTimeout } from 'node:timers/promises';
import { inflateRawSync } from 'node:zlib';

const token = process.env.QUALTRICS_API_KEY;
const host = process.env.QUALTRICS_BASE_URL; // without the scheme: survey.example.org, or localhost:8080
// A server on this machine is asked over plain HTTP, any other over HTTPS.
const scheme = ['localhost', '127.0.0.1'].includes(host.split(':')[0]) ? 'http' : 'https';
const base = `${scheme}://${host}/API/v3`;

/** Sends a request; an error ends the program with the server's own words. */
async function send(method, path, body) {
  const answer = await fetch(path.startsWith('http') ? path : base + path, {
    method,
    headers: { 'X-API-TOKEN': token, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${(await answer.json()).meta.error.errorMessage}`);
  return answer;
}

const result = async (method, path, body) => (await (await send(method, path, body)).json()).result;

/** Every survey, page by page. */
async function allSurveys() {
  const surveys = [];
  let page = '/surveys';
  while (page) {
    const { elements, nextPage } = await result('GET', page);
    surveys.push(...elements);
    page = nextPage;
  }
  return surveys;
}

/** The first file of a zip, found by the list at the zip's end. */
function firstFile(zip) {
  const entry = zip.readUInt32LE(zip.lastIndexOf('PK\x05\x06') + 16);
  const isPacked = zip.readUInt16LE(entry + 10) !== 0;
  const size = zip.readUInt32LE(entry + 20);
  const local = zip.readUInt32LE(entry + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(start, start + size);
  return new TextDecoder().decode(isPacked ? inflateRawSync(bytes) : bytes);
}

/** The rows of a CSV text: cells between commas, in quotes where they hold commas, quotes or line breaks. */
function rowsOf(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

/** The file of an export: started, waited for, fetched and unpacked. */
async function exported(survey) {
  const exports = `/surveys/${survey}/export-responses`;
  const { progressId } = await result('POST', exports, { format: 'csv' });
  let progress;
  do {
    await setTimeout(1000);
    progress = await result('GET', `${exports}/${progressId}`);
  } while (progress.status === 'inProgress');
  if (progress.status === 'failed') throw new Error(`the export ${progressId} failed`);
  const answer = await send('GET', `${exports}/${progress.fileId}/file`);
  return firstFile(Buffer.from(await answer.arrayBuffer()));
}

const surveys = await allSurveys();
console.log(surveys.length, 'surveys');
const [survey] = surveys;
// Three rows come before the responses: names, questions, import ids.
const [names, questions, importIds, ...rows] = rowsOf(await exported(survey.id));
console.log(survey.name, 'has', rows.length, 'responses in', names.length, 'columns');
for (const row of rows.slice(0, 3)) {
  const response = Object.fromEntries(names.map((name, place) => [name, row[place]]));
  console.log(response.ResponseId, 'recorded at', response.RecordedDate);
}
