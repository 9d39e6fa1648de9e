import Plugins from './index.js';

export default class PluginsList extends Plugins {
  static override summary = 'List plugins: those that are installed, and those that come with MDM.';
  static override description = 'One is on when runs use it, off when they do not. Nothing of their code is run.';
  static override usage = 'plugins list [FLAGS]';
  static override examples = [
    { description: 'What is there, and what is on:', command: '<%= config.bin %> plugins list' },
    { description: 'For a script:', command: '<%= config.bin %> plugins list --json' },
  ];
}
