import type { Command } from '../command.ts';
import { VERSION } from '../version.ts';

export const versionCommand: Command = {
  name: 'version',
  usage: 'version',
  description: 'Shows the versions of observe and of Node.',
  options: {},
  async run(_call, output) {
    output.print(`observe ${VERSION} (node ${process.versions.node})`);
    return 0;
  },
};
