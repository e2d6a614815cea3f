import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.ts';
import { createApplication } from './application-folder.ts';

function resolveService(cwd: string, entryFile?: string, env: Record<string, string> = {}) {
  return resolveConfig({ env, cwd, argv: entryFile === undefined ? ['node'] : ['node', entryFile] }).config
    .service;
}

describe('the application’s package.json', () => {
  it('next to the program wins over the one of the working directory', () => {
    const folder = createApplication({
      'package.json': { name: 'workspace' },
      'apps/cart/package.json': { name: 'cart', version: '1.2.3' },
      'apps/cart/src/server.js': '',
    });
    expect(resolveService(folder, join(folder, 'apps/cart/src/server.js'))).toMatchObject({
      name: 'cart',
      version: '1.2.3',
    });
  });

  it('is looked for from the working directory when the program is an installed tool', () => {
    const folder = createApplication({
      'package.json': { name: 'cart' },
      'node_modules/tool/package.json': { name: 'tool' },
      'node_modules/tool/cli.js': '',
      'node_modules/.bin/.keep': '',
    });
    const command = join(folder, 'node_modules/.bin/tool');
    symlinkSync(join(folder, 'node_modules/tool/cli.js'), command);
    expect(resolveService(folder, command).name).toBe('cart');
  });

  it('without a name only marks a folder’s module type, and the next one up is read', () => {
    const folder = createApplication({
      'package.json': { name: 'cart' },
      'dist/package.json': { type: 'commonjs' },
      'dist/server.js': '',
    });
    expect(resolveService(folder, join(folder, 'dist/server.js')).name).toBe('cart');
  });

  it('with a scoped name gives service and namespace', () => {
    const folder = createApplication({ 'package.json': { name: '@shop/cart' } });
    expect(resolveService(folder)).toMatchObject({ name: 'cart', namespace: 'shop' });
  });

  it('gives no namespace to a name that was chosen elsewhere', () => {
    const folder = createApplication({ 'package.json': { name: '@shop/cart', version: '2.0.0' } });
    expect(resolveService(folder, undefined, { OTEL_SERVICE_NAME: 'basket' })).toMatchObject({
      name: 'basket',
      namespace: '',
      version: '2.0.0',
    });
  });

  it.each([
    ['broken JSON', '{'],
    ['a list', '[]'],
    ['a number for a name', '{"name": 7}'],
  ])('with %s is passed over', (_, content) => {
    const folder = createApplication({ 'package.json': { name: 'above' }, 'app/package.json': content });
    expect(resolveService(join(folder, 'app')).name).toBe('above');
  });
});
