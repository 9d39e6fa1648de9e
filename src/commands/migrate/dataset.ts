import DatasetMigrate from '../dataset/migrate.js';

export default class MigrateDataset extends DatasetMigrate {
  static override summary = 'Move a dataset to another backend: mdm dataset migrate under another name.';
  static override usage = 'migrate dataset NAME --to BACKEND [FLAGS]';
  static override examples = [
    '<%= config.bin %> migrate dataset titanic --to duckdb --dry-run',
    '<%= config.bin %> migrate dataset titanic --to duckdb',
  ];
}
