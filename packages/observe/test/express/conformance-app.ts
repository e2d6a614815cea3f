import { observeRoute } from '../../src/express/middleware.ts';
import type { Application, Express } from './express-versions.ts';

/** The application that the conformance cases ask for. */
export function createConformanceApp(express: Express): Application {
  const app = express();
  // Express prints errors otherwise.
  app.set('env', 'test');
  app.use((_request, _response, next) => next());
  app.get('/', (_request, response) => response.send('welcome'));
  app.get('/orders/:id', (request, response) => response.json({ id: request.params['id'] }));
  app.post('/orders', (request, response) => {
    request.resume().on('end', () => response.status(201).send('created'));
  });
  const tenants = express.Router({ mergeParams: true });
  tenants.get('/items/:item', (request, response) => response.json(request.params));
  app.use('/tenants/:tenant', tenants);
  app.get('/failing', () => {
    throw new RangeError('as planned');
  });
  app.get('/rejecting', (_request, _response, next) => {
    setImmediate(() => next(new RangeError('as planned')));
  });
  app.get('/unavailable', (_request, response) => response.status(503).send('later'));
  app.get('/teapot', (_request, response) => response.status(418).send('short and stout'));
  app.get('/slow', (_request, response) => setTimeout(() => response.send('slow'), 10));
  app.get('/events', (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data: 1\n\n');
    response.end('data: 2\n\n');
  });
  app.get('/hanging', (_request, response) => response.write('first'));
  app.get('/silent', () => {});
  app.get('/destroying', (request) => request.socket.destroy());
  app.get('/internal', observeRoute(false), (_request, response) => response.send('internal'));
  app.get('/health', (_request, response) => response.send('ok'));
  return app;
}
