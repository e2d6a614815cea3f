import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listen } from '../http/conformance-subject.ts';
import { startRecording } from '../http/recording.ts';
import {
  errorHandler,
  EXPRESS_VERSIONS,
  type Application,
  type Express,
  type ExpressResponse,
  type Handler,
} from './express-versions.ts';

const send: Handler = (_request, response) => response.send('answer');
const pass: Handler = (_request, _response, next) => next();

/** Serves one request, and gives what was recorded of it. */
async function recordedOf(app: Application, path: string, init: RequestInit = {}) {
  const recording = startRecording();
  const port = await listen(createServer(app));
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
  await answer.text();
  await recording.served(1);
  const [log] = recording.logs;
  const [span] = recording.takeSpans();
  expect(span?.attributes['http.route']).toBe(log?.route);
  expect(recording.diagnostics).toEqual([]);
  return { route: log?.route, outcome: log?.outcome, error: log?.error, status: answer.status };
}

function silent(express: Express): Application {
  const app = express();
  app.set('env', 'test');
  return app;
}

describe.each(EXPRESS_VERSIONS)('the route of $name', ({ express, major }) => {
  const routeOf = async (app: Application, path: string, init?: RequestInit) =>
    (await recordedOf(app, path, init)).route;

  it('joins the mounts of nested routers, parameters included', async () => {
    const app = express();
    const api = express.Router();
    const orders = express.Router({ mergeParams: true });
    orders.get('/:order', send);
    api.use('/tenants/:tenant/orders', orders);
    app.use('/api/:version', api);
    expect(await routeOf(app, '/api/v2/tenants/acme/orders/17')).toBe(
      '/api/:version/tenants/:tenant/orders/:order',
    );
  });

  it('is the mount for the root of a mounted router', async () => {
    const app = express();
    const users = express.Router();
    users.get('/', send);
    app.use('/users', users);
    expect(await routeOf(app, '/users')).toBe('/users');
  });

  it('does not double the slash of a mount that ends in one', async () => {
    const app = express();
    const users = express.Router();
    users.get('/:id', send);
    app.use('/users/', users);
    expect(await routeOf(app, '/users/3')).toBe('/users/:id');
  });

  it('tells routers mounted at one path apart by what matched', async () => {
    const app = express();
    const first = express.Router();
    const second = express.Router();
    first.get('/a', send);
    second.get('/:other', send);
    app.use('/same', first);
    app.use('/same', second);
    expect(await routeOf(app, '/same/b')).toBe('/same/:other');
  });

  it('tells two mounts of one router apart', async () => {
    const app = express();
    const shared = express.Router();
    shared.get('/list', send);
    app.use('/a/:x', shared);
    app.use('/b/:y', shared);
    expect(await routeOf(app, '/b/1/list')).toBe('/b/:y/list');
  });

  it('is that of the outer router again after an inner one passed', async () => {
    const app = express();
    const inner = express.Router();
    inner.use(pass);
    inner.get('/nothing', send);
    app.use('/shop', inner);
    app.get('/shop/:item', send);
    expect(await routeOf(app, '/shop/17')).toBe('/shop/:item');
  });

  it('is the source of a regular expression', async () => {
    const app = express();
    app.get(/^\/files\/(\d+)$/, send);
    expect(await routeOf(app, '/files/12')).toBe('/^\\/files\\/(\\d+)$/');
  });

  it('is the one path of a list that matched', async () => {
    const app = express();
    const router = express.Router();
    router.get(['/first/:a', '/second/:b', /^\/third/], send);
    app.use(['/x', '/y/:z'], router);
    expect(await routeOf(app, '/y/1/second/2?q=1')).toBe('/y/:z/second/:b');
    expect(await routeOf(app, '/x/third')).toBe('/x/^\\/third/');
  });

  it('is known for app.route, for all() and for HEAD', async () => {
    const app = express();
    app.route('/books/:isbn').get(send).post(send);
    app.all('/any/:thing', send);
    expect(await routeOf(app, '/books/1', { method: 'POST' })).toBe('/books/:isbn');
    expect(await routeOf(app, '/books/1', { method: 'HEAD' })).toBe('/books/:isbn');
    expect(await routeOf(app, '/any/1', { method: 'PATCH' })).toBe('/any/:thing');
  });

  it('includes the mount of a sub-application', async () => {
    const app = express();
    const admin = express();
    admin.get('/users/:id', send);
    app.use('/admin/:area', admin);
    expect(await routeOf(app, '/admin/eu/users/1')).toBe('/admin/:area/users/:id');
  });

  it('is the route that answered after next("route") and next("router")', async () => {
    const app = express();
    const router = express.Router();
    app.get('/a/:first', (_request, _response, next) => next('route'));
    app.get('/a/:second', send);
    router.use((_request, _response, next) => next('router'));
    router.get('/c', send);
    app.use('/b', router);
    app.get('/b/:fallback', send);
    expect(await routeOf(app, '/a/1')).toBe('/a/:second');
    expect(await routeOf(app, '/b/c')).toBe('/b/:fallback');
  });

  it('stays when a handler answers and passes on all the same', async () => {
    const app = express();
    app.get('/orders/:id', (_request, response, next) => {
      response.send('answer');
      next();
    });
    app.use('/orders', pass);
    app.use(pass);
    expect(await routeOf(app, '/orders/1')).toBe('/orders/:id');
  });

  it('is the route of a parameter whose callback answers', async () => {
    const app = express();
    app.param('id', (_request, response) => response.status(410).send('gone'));
    app.get('/orders/:id', send);
    expect(await routeOf(app, '/orders/1')).toBe('/orders/:id');
  });

  it('is the mount of a handler that answers there by itself', async () => {
    const app = express();
    app.use('/graphql', send);
    expect(await recordedOf(app, '/graphql/x')).toMatchObject({ route: '/graphql', outcome: 'good' });
  });

  it('is the route whose handler is a router of its own', async () => {
    const app = express();
    const router = express.Router();
    router.use((_request, response) => response.send('answer'));
    app.all(major === 4 ? '/legacy/*' : '/legacy/*rest', router as unknown as Handler);
    expect(await routeOf(app, '/legacy/a/b')).toBe(major === 4 ? '/legacy/*' : '/legacy/*rest');
  });

  it('is unknown, and the request unmatched, for middleware that answers before any route', async () => {
    const app = express();
    const api = express.Router();
    api.use((_request: unknown, response: ExpressResponse) => response.status(401).send('who?'));
    api.get('/orders', send);
    app.use('/api', api);
    expect(await recordedOf(app, '/api/orders')).toMatchObject({ route: undefined, outcome: 'unmatched' });
  });

  it('is unknown for a 404 page after routers and middleware that passed', async () => {
    const app = express();
    const api = express.Router();
    api.get('/orders', send);
    app.use('/api', pass, api);
    app.get('/api/:never', (_request, _response, next) => next());
    app.use((_request, response) => response.status(404).send('my own page'));
    expect(await recordedOf(app, '/api/nowhere')).toMatchObject({ route: undefined, outcome: 'unmatched' });
  });

  it('is unknown for the 404 of Express itself', async () => {
    const app = express();
    const api = express.Router();
    api.get('/orders', send);
    app.use('/api', api);
    app.use('/api/more', pass);
    expect(await recordedOf(app, '/api/more')).toMatchObject({
      route: undefined,
      outcome: 'unmatched',
      status: 404,
    });
  });

  it('belongs to an error, and so does the error, whoever handles it', async () => {
    const app = silent(express);
    const router = express.Router();
    router.get('/handled/:id', () => {
      throw new RangeError('handled');
    });
    router.get('/unhandled/:id', () => {
      throw new RangeError('unhandled');
    });
    app.use('/api', router);
    app.use(
      errorHandler((error, request, response, next) =>
        request.originalUrl.startsWith('/api/handled')
          ? response.status(502).send(error.message)
          : next(error),
      ),
    );
    const handled = await recordedOf(app, '/api/handled/1');
    expect(handled).toMatchObject({ route: '/api/handled/:id', outcome: 'bad', status: 502 });
    expect(handled.error).toEqual(new RangeError('handled'));
    expect(await recordedOf(app, '/api/unhandled/1')).toMatchObject({
      route: '/api/unhandled/:id',
      status: 500,
    });
  });

  it("is good when an error handler turns the error into the client's", async () => {
    const app = silent(express);
    app.get('/orders/:id', (_request, _response, next) => next(new Error('no such order')));
    app.use(errorHandler((_error, _request, response, _next) => response.status(404).send('none')));
    expect(await recordedOf(app, '/orders/1')).toMatchObject({
      route: '/orders/:id',
      outcome: 'good',
      status: 404,
    });
  });

  it('counts a failure of middleware as bad though no route was reached', async () => {
    const app = silent(express);
    app.use((_request, _response, next) => next(new Error('broken session')));
    app.get('/orders', send);
    expect(await recordedOf(app, '/orders')).toMatchObject({ route: undefined, outcome: 'bad' });
  });

  it('is found for an absolute URL, which proxies send', async () => {
    const { connect } = await import('node:net');
    const recording = startRecording();
    const app = express();
    app.get(['/one', '/two/:x'], send);
    const port = await listen(createServer(app));
    const socket = connect(port, '127.0.0.1');
    socket
      .end('GET http://proxied.test/two/1?a=b HTTP/1.1\r\nHost: proxied.test\r\nConnection: close\r\n\r\n')
      .resume();
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({ route: '/two/:x', path: '/two/1' });
  });

  it('is that of an async handler that rejects', async () => {
    const app = silent(express);
    app.get('/orders/:id', (_request: unknown, _response: unknown, next: (error: unknown) => void) => {
      const rejected = Promise.reject(new RangeError('as planned'));
      // Express 4 leaves rejections to the handler.
      return major === 4 ? rejected.catch(next) : rejected;
    });
    expect(await recordedOf(app, '/orders/1')).toMatchObject({
      route: '/orders/:id',
      outcome: 'bad',
      status: 500,
    });
  });
});
