import { SpanStatusCode } from '@opentelemetry/api';
import { buildSchema, graphql, GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { recordClients } from './client-recording.ts';

const recording = recordClients();
const schema = buildSchema('type Query { now: String, later: String, fails: String }');
const rootValue = {
  now: () => 'now',
  later: () => Promise.resolve('later'),
  fails: () => {
    throw new GraphQLError('no');
  },
};

test.each(['now', 'later'])('the execution of a query for %s becomes one span', async (field) => {
  await graphql({ schema, rootValue, source: `query Clock { ${field} }` });
  expect(recording.spans()).toHaveLength(1);
  expect(recording.spans()[0]).toMatchObject({
    name: 'query',
    status: { code: SpanStatusCode.UNSET },
    attributes: { 'graphql.operation.name': 'Clock', 'graphql.operation.type': 'query' },
  });
});

test('an error of a field marks the span', async () => {
  await graphql({ schema, rootValue, source: '{ fails }' });
  expect(recording.spans()[0]).toMatchObject({ name: 'query', status: { code: SpanStatusCode.ERROR } });
});
