/** Names and values that try to be more than text. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></svg><script>alert(1)</script>',
  'javascript:alert(1)',
  '&lt;b&gt; &amp; &#60;',
  '\u202Etxt.exe',
  '{{constructor.constructor("alert(1)")()}}',
  '${alert(1)}',
  "$& $` $' $$ $1",
  'a.b[c]\\d',
  'line\nbreak\ttab',
  '__proto__',
  '💥'.repeat(50),
];
