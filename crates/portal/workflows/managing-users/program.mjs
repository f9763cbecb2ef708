// Makes a user, reads and changes the account and what it may do, gives it a token, closes it and deletes it.

import { randomUUID } from 'node:crypto';

const ours = process.env.QUALTRICS_API_KEY;
const host = process.env.QUALTRICS_BASE_URL; // without the scheme: survey.example.org, or localhost:8080
// A server on this machine is asked over plain HTTP, any other over HTTPS.
const scheme = ['localhost', '127.0.0.1'].includes(host.split(':')[0]) ? 'http' : 'https';
const base = `${scheme}://${host}/API/v3`;

/** Sends a request with a token. */
function send(method, path, body, token = ours) {
  return fetch(path.startsWith('http') ? path : base + path, {
    method,
    headers: { 'X-API-TOKEN': token, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Sends a request and gives what it answers; an error ends the program with the server's own words. */
async function call(method, path, body, token) {
  const answer = await send(method, path, body, token);
  const { result, meta } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${meta.error.errorMessage}`);
  return result;
}

/** Every user, page by page. */
async function* allUsers() {
  let page = '/users';
  while (page) {
    const { elements, nextPage } = await call('GET', page);
    yield* elements;
    page = nextPage;
  }
}

// A name that nobody has yet: user names are taken once only.
const username = `ada.${randomUUID().slice(0, 13)}@example.org`;
const { id: user } = await call('POST', '/users', {
  username,
  firstName: 'Ada',
  lastName: 'Winter',
  userType: 'UT_FULLUSER',
  email: username,
  password: randomUUID(),
  language: 'EN',
});
console.log('Made', user);
try {
  const { accountStatus } = await call('GET', `/users/${user}`);
  let place = 0;
  for await (const known of allUsers()) {
    place += 1;
    if (known.id === user) break;
  }
  console.log('The account is', accountStatus, 'and stands in the list at place', place);

  await call('PUT', `/users/${user}`, { lastName: 'Summer' });
  console.log('Now called', (await call('GET', `/users/${user}`)).lastName);

  const off = { controlPanel: { surveyPermissions: { deleteSurveys: { state: 'off' } } } };
  await call('PUT', `/users/${user}`, { permissions: off });
  const { permissions } = await call('GET', `/users/${user}`);
  console.log('Deleting surveys is', permissions.controlPanel.surveyPermissions.deleteSurveys.calculatedState);

  const { apiToken } = await call('POST', `/users/${user}/apitoken`);
  console.log('With the token one is', (await call('GET', '/whoami', undefined, apiToken)).userName);

  await call('PUT', `/users/${user}`, { status: 'disabled' });
  const refused = await send('GET', '/whoami', undefined, apiToken);
  console.log('Closed; the token is answered with', refused.status);
} finally {
  await call('DELETE', `/users/${user}`);
  console.log('Deleted', user);
}
