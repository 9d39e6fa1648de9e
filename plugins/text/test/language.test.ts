import { checkTransformer } from '@mdm/sdk/testing';
import { language } from '../src/language.js';

checkTransformer(language, {
  cases: [
    {
      name: 'six languages, missing texts and texts that tell nothing',
      columns: { x: 'text' },
      rows: [
        { x: 'The quick brown fox jumps over the lazy dog' },
        { x: 'Der schnelle braune Fuchs springt über den faulen Hund' },
        { x: 'Le renard brun saute par-dessus le chien paresseux' },
        { x: 'El veloz zorro marrón salta sobre el perro perezoso' },
        { x: 'Быстрая коричневая лиса прыгает через ленивую собаку' },
        { x: 'おはようございます' },
        { x: null },
        { x: '' },
        { x: '   ' },
        { x: '12345' },
      ],
      expect: { x__language: ['en', 'de', 'fr', 'es', 'ru', 'ja', null, null, null, null] },
    },
    {
      name: 'no text, no score',
      columns: { x: 'text' },
      rows: [{ x: null }, { x: '' }, { x: '42' }],
      expect: { x__language: [null, null, null], x__language_score: [null, null, null] },
      exactly: true,
    },
    {
      name: 'all the same, and another language later',
      columns: { x: 'text' },
      rows: [{ x: 'Where is the station?' }, { x: 'Where is the station?' }],
      expect: { x__language: ['en', 'en'] },
      test: [{ x: 'Wo ist der Bahnhof, bitte?' }, { x: null }],
      expectTest: { x__language: ['de', null] },
    },
  ],
  rejects: [
    { name: 'numbers', columns: { x: 'numeric' }, rows: [{ x: 1 }, { x: 2 }] },
    { name: 'categories', columns: { x: 'categorical' }, rows: [{ x: 'a' }, { x: 'b' }] },
    { name: 'the target', columns: { x: 'text' }, roles: { target: 'x' }, rows: [{ x: 'one two' }, { x: 'three' }] },
  ],
});
