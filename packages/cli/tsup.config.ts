import { definePackageBuild } from '../../tsup.base.ts';

export default definePackageBuild({
  entry: ['src/observe.ts', 'src/doctor-preload.ts'],
  inline: ['@org/observe-otlp'],
});
