// Imports a survey, opens it, records a response, reads it, and deletes the survey again.

const token = process.env.QUALTRICS_API_KEY;
const host = process.env.QUALTRICS_BASE_URL; // without the scheme: survey.example.org, or localhost:8080
// A server on this machine is asked over plain HTTP, any other over HTTPS.
const scheme = ['localhost', '127.0.0.1'].includes(host.split(':')[0]) ? 'http' : 'https';
const base = `${scheme}://${host}/API/v3`;

const surveyFile = `{
  "SurveyEntry": {"SurveyID": "SV_000000000000000", "SurveyName": "Visit", "SurveyLanguage": "EN"},
  "SurveyElements": [
    {"SurveyID": "SV_000000000000000", "Element": "BL", "PrimaryAttribute": "Survey Blocks", "Payload": [
      {"Type": "Default", "Description": "Visit", "ID": "BL_000000000000001",
       "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}]},
    {"SurveyID": "SV_000000000000000", "Element": "FL", "PrimaryAttribute": "Survey Flow", "Payload":
      {"Type": "Root", "FlowID": "FL_1", "Flow": [{"Type": "Block", "ID": "BL_000000000000001", "FlowID": "FL_2"}]}},
    {"SurveyID": "SV_000000000000000", "Element": "SQ", "PrimaryAttribute": "QID1", "Payload":
      {"QuestionID": "QID1", "DataExportTag": "Q1", "QuestionType": "TE", "Selector": "SL",
       "QuestionText": "How was your visit?", "QuestionDescription": "How was your visit?"}}
  ]
}`;

/** Sends a request and gives what it answers; an error ends the program with the server's own words. */
async function call(method, path, body) {
  const headers = { 'X-API-TOKEN': token };
  const isForm = body instanceof FormData;
  if (body && !isForm) headers['Content-Type'] = 'application/json';
  const answer = await fetch(path.startsWith('http') ? path : base + path, {
    method,
    headers,
    body: isForm ? body : JSON.stringify(body),
  });
  const { result, meta } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${meta.error.errorMessage}`);
  return result;
}

/** Every survey, page by page. */
async function* allSurveys() {
  let page = '/surveys';
  while (page) {
    const { elements, nextPage } = await call('GET', page);
    yield* elements;
    page = nextPage;
  }
}

const form = new FormData();
form.set('name', 'Visit');
form.set('file', new Blob([surveyFile], { type: 'application/vnd.qualtrics.survey.qsf' }), 'survey.qsf');
const { id: survey } = await call('POST', '/surveys', form);
console.log('Imported', survey);
try {
  for await (const known of allSurveys()) {
    if (known.id === survey) console.log('In the list as', known.name);
  }

  await call('PUT', `/surveys/${survey}`, { name: 'Visit, autumn', isActive: true });
  console.log('Renamed and opened');

  const recorded = { values: { QID1_TEXT: 'Very good.' } };
  const { responseId } = await call('POST', `/surveys/${survey}/responses`, recorded);
  const { values } = await call('GET', `/surveys/${survey}/responses/${responseId}`);
  console.log('Recorded', responseId, 'with', values.QID1_TEXT);

  const overview = await call('GET', `/surveys/${survey}`);
  console.log(overview.name, 'has', overview.responseCounts.auditable, 'response');
} finally {
  await call('DELETE', `/surveys/${survey}`);
  console.log('Deleted', survey);
}
