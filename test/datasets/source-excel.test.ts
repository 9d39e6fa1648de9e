import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as xlsx from '@e965/xlsx';
import { ZipFile } from 'yazl';
import { convertSheet } from '../../src/datasets/source/excel.js';

describe('a sheet of Excel', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mdm-excel-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const lines = async (file: string): Promise<string[]> => {
    const to = join(root, 'out.jsonl');
    await convertSheet(file, to);
    return readFileSync(to, 'utf8').trimEnd().split('\n');
  };

  it('may have many rows', async () => {
    const book = xlsx.utils.book_new();
    const rows = [['n'], ...Array.from({ length: 150_000 }, (_, i) => [i])];
    xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet(rows, { dense: true }), 'One');
    const path = join(root, 'long.xlsx');
    writeFileSync(path, xlsx.write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer);
    const found = await lines(path);
    expect([found.length, found.at(-1)]).toEqual([150_000, '{"n": 149999}']);
  }, 60_000);

  it('is as large as its cells, whatever it says', async () => {
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
    const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
    const cell = (ref: string, value: string): string => `<c r="${ref}" t="str"><v>${value}</v></c>`;
    const archive = new ZipFile();
    const parts = {
      '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
      '_rels/.rels': `<Relationships xmlns="${relations}"><Relationship Id="a" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="S" sheetId="1" r:id="b"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="b" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><dimension ref="A1:XFD1048576"/><sheetData><row r="1">${cell('A1', 'a')}${cell('B1', 'b')}</row><row r="2">${cell('A2', 'x')}</row><row r="4">${cell('B4', 'y')}</row></sheetData></worksheet>`,
    };
    for (const [name, text] of Object.entries(parts)) archive.addBuffer(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`), name);
    archive.end();
    const path = join(root, 'wide.xlsx');
    await once(archive.outputStream.pipe(createWriteStream(path)), 'finish');
    expect(await lines(path)).toEqual(['{"a": "x", "b": null}', '{"a": null, "b": "y"}']);
  }, 20_000);
});
