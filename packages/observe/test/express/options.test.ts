import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { HttpRouteConfig } from '../../src/config/model.ts';
import { observeExpress, observeRoute } from '../../src/express/middleware.ts';
import { listen } from '../http/conformance-subject.ts';
import { startRecording } from '../http/recording.ts';
import { EXPRESS_VERSIONS, type Application, type Handler } from './express-versions.ts';

const send: Handler = (_request, response) => response.send('answer');

async function get(app: Application, path: string): Promise<number> {
  const port = await listen(createServer(app));
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  await answer.text();
  return answer.status;
}

describe.each(EXPRESS_VERSIONS)('the middleware of $name', ({ express }) => {
  it('records nothing twice', async () => {
    const recording = startRecording();
    const app = express();
    app.use(observeExpress());
    app.get('/', observeRoute({}), send);
    await get(app, '/');
    await recording.served(1);
    expect(recording.takeSpans()).toHaveLength(1);
    expect(recording.logs).toHaveLength(1);
  });

  it('passes everything on where telemetry is not running', async () => {
    const app = express();
    app.use(observeExpress({ latencyThresholdMs: 1 }));
    app.get('/', send);
    expect(await get(app, '/')).toBe(200);
  });

  it('gives options to what is below it, the nearest last', async () => {
    const recording = startRecording();
    const app = express();
    app.use('/reports', observeExpress({ badStatusCodes: [404], enabled: false }));
    app.get('/reports/:id', observeRoute({ enabled: true }), (_request, response) =>
      response.status(404).send(''),
    );
    await get(app, '/reports/1');
    await recording.served(1);
    expect(recording.logs[0]?.outcome).toBe('bad');
  });

  it('leaves out what is wrong in its options, says so once, and serves', async () => {
    const recording = startRecording();
    const app = express();
    const wrong = { latencyThresholdMs: 'fast', colour: 'blue', badStatusCodes: [404] };
    app.use(observeExpress(wrong as unknown as HttpRouteConfig));
    app.get('/:id', observeRoute('soon' as unknown as HttpRouteConfig), (_request, response) =>
      response.status(404).send(''),
    );
    expect(await get(app, '/1')).toBe(404);
    await recording.served(1);
    expect(recording.logs[0]?.outcome).toBe('bad');
    expect(recording.diagnostics).toHaveLength(2);
    expect(recording.diagnostics[0]).toMatch(
      /OBS_ERR_HTTP_OPTIONS.*observeExpress\(\).*latencyThresholdMs.*colour: unknown key/,
    );
    expect(recording.diagnostics[1]).toMatch(/OBS_ERR_HTTP_OPTIONS.*observeRoute\(\)/);
  });
});
