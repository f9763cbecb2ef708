// Node's https module and fetch, with the host written into the program: `canvass run` brings them here.

import https from 'node:https';
import { assert, check, finish, token } from './checks.mjs';

const url = 'https://canvass1.qualtrics.com/API/v3/whoami';
const headers = { 'X-API-TOKEN': token };

await check('canvass run: Node https reaches this server', async () => {
  const body = await new Promise((resolve, reject) => {
    https
      .get(url, { headers, timeout: 20000 }, (answer) => {
        let text = '';
        answer.on('data', (part) => (text += part));
        answer.on('end', () => resolve(text));
      })
      .on('error', reject);
  });
  assert.equal(JSON.parse(body).meta.httpStatus, '200 - OK');
});

await check('canvass run: Node fetch reaches this server', async () => {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(20000) });
  assert.equal((await answer.json()).meta.httpStatus, '200 - OK');
});

finish();
