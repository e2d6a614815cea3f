import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  checkHttpAdapterCase,
  checkPipelining,
  HTTP_ADAPTER_CASES,
  type HttpAdapterSubject,
} from '../../../../test/conformance/http-adapter.ts';
import { CONFORMANCE_CONFIG, closeServer, createSubject } from '../http/conformance-subject.ts';
import { composeRecording } from '../http/recording.ts';
import { createConformanceApp } from './conformance-app.ts';
import { EXPRESS_VERSIONS } from './express-versions.ts';

describe.each(EXPRESS_VERSIONS)('$name', ({ express }) => {
  let server: Server;
  let subject: HttpAdapterSubject;
  let stop: () => void;

  beforeAll(async () => {
    const composed = composeRecording({ http: CONFORMANCE_CONFIG });
    ({ stop } = composed);
    server = createServer(createConformanceApp(express));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    subject = createSubject(composed.recording, (server.address() as AddressInfo).port, true);
  });

  afterAll(async () => {
    await closeServer(server);
    stop();
  });

  it.each(HTTP_ADAPTER_CASES.map((each) => [each.behaviour, each] as const))(
    '%s',
    async (_behaviour, each) => {
      await checkHttpAdapterCase(each, subject);
    },
  );

  it('records each of several pipelined requests once', () => checkPipelining(subject));
});
