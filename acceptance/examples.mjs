// The documentation's examples, and the files that they send, as their reader would have them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, origin } from './checks.mjs';

const json = async (path, options) => {
  const answer = await fetch(`${origin}${path}`, options);
  assert.equal(answer.status, 200, path);
  return answer.json();
};

/** Every operation: id, verb, path, category. */
export async function operations() {
  const { paths } = await json('/openapi.json');
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs)
      .filter(([, told]) => told.operationId)
      .map(([verb, told]) => ({ id: told.operationId, verb: verb.toUpperCase(), path, category: told.tags[0] })),
  );
}

/** The examples of an operation; with what was typed into its form, where that is given. */
export async function examples(id, typed) {
  if (!typed) return (await json(`/docs/examples/${id}`)).examples;
  const body = new FormData();
  for (const [name, value] of Object.entries(typed)) body.append(name, value);
  return (await json(`/docs/examples/${id}`, { method: 'POST', body })).examples;
}

const survey = {
  SurveyEntry: { SurveyID: 'SV_000000000000000', SurveyName: 'Example', SurveyLanguage: 'EN' },
  SurveyElements: [
    { SurveyID: 'SV_000000000000000', Element: 'BL', PrimaryAttribute: 'Survey Blocks', SecondaryAttribute: null, TertiaryAttribute: null,
      Payload: [{ Type: 'Default', Description: 'Default', ID: 'BL_000000000000001', BlockElements: [{ Type: 'Question', QuestionID: 'QID1' }] }] },
    { SurveyID: 'SV_000000000000000', Element: 'FL', PrimaryAttribute: 'Survey Flow', SecondaryAttribute: null, TertiaryAttribute: null,
      Payload: { Type: 'Root', FlowID: 'FL_1', Flow: [{ Type: 'Block', ID: 'BL_000000000000001', FlowID: 'FL_2' }], Properties: { Count: 2 } } },
    { SurveyID: 'SV_000000000000000', Element: 'SQ', PrimaryAttribute: 'QID1', SecondaryAttribute: 'Well?', TertiaryAttribute: null,
      Payload: { QuestionText: 'Well?', QuestionDescription: 'Well?', DataExportTag: 'Q1', QuestionType: 'TE', Selector: 'SL', QuestionID: 'QID1', Validation: { Settings: {} } } },
  ],
};

/** Puts the files that examples send into a folder. */
export function files(folder) {
  writeFileSync(join(folder, 'survey.qsf'), JSON.stringify(survey));
  writeFileSync(join(folder, 'responses.csv'),
    'Q1,Q3\n"{""ImportId"":""QID1""}","{""ImportId"":""QID3_TEXT""}"\n2,Found my book at once.\n');
}
