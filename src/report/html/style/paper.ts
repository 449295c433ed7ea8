/** Narrow windows, and paper: always light. Comes last, to win over what stands before. */
export const PAPER_STYLE = `
@media (max-width: 1000px) { .columns { display: block; } .contents { position: static; padding: 14px 0 0; } .contents ol { display: flex; flex-wrap: wrap; border: 0; } .contents a { padding: 2px 12px 2px 0; } }
@media (max-width: 700px) {
  header, footer, .columns { padding-left: 12px; padding-right: 12px; }
  section { padding: 14px; overflow-x: auto; }
  .pair, .uneven { grid-template-columns: minmax(0, 1fr); }
  th, td, .scroll .source { overflow-wrap: break-word; }
  .fact, thead .number { white-space: normal; }
  .source { min-width: 16em; }
  .scroll .source { min-width: 18em; }
  figure > svg.plot, figure > .raster { min-width: 620px; }
  .plots > svg.plot { min-width: 0; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --sheet: #fff; --ink: #000; --quiet: #444; --line: #ccc; --accent: #0072b2; --warn: #9a4600; --bad: #b3261e; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 11px; }
  main, header, footer, .columns { max-width: none; padding: 0; display: block; }
  .contents, .skip, .tip, .controls { display: none; }
  section { border: 0; padding: 0; }
  .card, figure, tr { break-inside: avoid; }
  figure > svg, .plot { max-height: 22cm; }
  table { font-size: 10px; }
  .scroll, .stacked { overflow: visible; }
  thead th, .legend { font-size: 10px; }
  .scroll .text, .fact { white-space: normal; }
  th, td { padding: 3px 8px 3px 0; overflow-wrap: break-word; }
  .scroll .source, .source { min-width: 0; font-size: 9px; overflow-wrap: anywhere; }
  thead .number { white-space: normal; }
  .number { padding-left: 6px; }
  .pair { gap: 12px 20px; }
  .evidence { font-size: 9px; padding: 0 5px; }
  .cards { break-inside: avoid; }
  h1 { font-size: 22px; }
  h1 small { font-size: 15px; }
  footer, header p { font-size: 10px; }
  details.cores { display: none; }
  .note, figcaption, .card p { font-size: 10px; }
  .cards { grid-template-columns: repeat(3, 1fr); gap: 8px; }
  .card strong { font-size: 20px; }
  h2, caption { break-after: avoid; }
}
`;
