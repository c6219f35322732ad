import type { DrawingId, GlazeId } from './catalog.ts';
import { html, trusted } from './html.ts';
import type { Markup } from './html.ts';

/**
 * Draws a piece in its glaze. Colours are classes of the style sheet, since the shop's own
 * Content-Security-Policy allows no style attribute.
 */
export const drawing = (id: DrawingId, glaze: GlazeId): Markup => html`
  <svg
    class="drawing"
    data-drawing="${id}"
    data-glaze="${glaze}"
    viewBox="60 0 760 720"
    preserveAspectRatio="xMidYMid slice"
    aria-hidden="true"
  >
    <path class="wall" d="M0 0h880v720H0z" />
    <path class="table" d="M0 516h880v204H0z" />
    ${trusted(SHAPES[id])}
  </svg>
`;

/** What lies inside the outline: glaze over clay. An id, so a page shows each piece once. */
const body = (id: DrawingId, outline: string, inside: string): string => `
<clipPath id="${id}-outline"><path d="${outline}"/></clipPath>
<g clip-path="url(#${id}-outline)"><path class="glaze" d="M0 0h880v720H0z"/>${inside}</g>`;

const MUG = `
<ellipse class="shadow" cx="462" cy="596" rx="278" ry="34"/>
<path class="shade" d="M590 322c92-14 140 30 132 94-8 66-70 98-140 92l4-38c50 2 88-18 93-56 5-36-25-58-91-50z"/>
<path class="edge" d="M590 322c92-14 140 30 132 94-8 66-70 98-140 92l1-12c66 4 122-24 129-80 7-54-38-90-122-78z"/>
${body(
  'mug',
  'M272 250h330c0 120-4 210-22 288-9 38-36 58-76 58H370c-40 0-67-20-76-58-18-78-22-168-22-288z',
  `<path class="shade" d="M490 250h140v360H430c46-80 62-206 60-360z"/>
  <path class="clay" d="M260 536c22-8 60 10 84 14 26 4 44-12 78-2 30 8 46-2 74-10 24-6 40 16 58 4 18-10 34-12 60-6v80H260z"/>`,
)}
<ellipse class="rim" cx="437" cy="250" rx="165" ry="36"/>
<ellipse class="deep" cx="437" cy="253" rx="149" ry="29"/>
<ellipse class="tea" cx="437" cy="262" rx="137" ry="20"/>
<path class="shine" d="M316 300c0 90 3 150 14 214"/>`;

const PLATE = `
<ellipse class="shadow" cx="452" cy="562" rx="300" ry="50"/>
<path class="clay" d="M300 556h280v24c-36 18-86 28-140 28s-104-10-140-28z"/>
<path class="edge" d="M160 466c0 70 126 122 280 122s280-52 280-122z"/>
<ellipse class="rim" cx="440" cy="466" rx="280" ry="96"/>
<ellipse class="glaze" cx="440" cy="470" rx="262" ry="84"/>
<ellipse class="shade" cx="440" cy="478" rx="196" ry="58"/>
<ellipse class="glaze" cx="440" cy="484" rx="190" ry="53"/>
<ellipse class="shadow soft" cx="452" cy="492" rx="124" ry="24"/>
<path class="fruit" d="M440 340c72 0 106 34 106 78 0 48-44 78-106 78s-106-30-106-78c0-44 34-78 106-78z"/>
<path class="fruit-shade" d="M500 352c30 14 46 38 46 66 0 48-44 78-106 78-22 0-42-4-58-11 72-6 124-58 118-133z"/>
<path class="leaf" d="M440 358c-24-20-52-20-72-8 16 20 44 26 66 18-8 14-8 28 2 38 14-8 20-22 16-36 22 10 46 6 60-8-18-16-46-18-66-6z"/>
<path class="stalk" d="M441 360c-2-12 0-20 6-30"/>`;

const VASE = `
<ellipse class="shadow" cx="462" cy="598" rx="206" ry="30"/>
<g transform="translate(0 28)">
<path class="stalk" d="M444 238c-4-56 6-106 40-152M454 172c-18-22-42-34-70-36M470 116c22-6 44-4 66 8"/>
<path class="leaf" d="M384 136c-26-4-46 4-58 22 24 8 46 2 58-22zM418 148c-6-24-22-38-46-40 2 24 18 38 46 40zM484 86c4-26 20-42 46-46 2 26-16 44-46 46zM536 124c18-18 38-22 60-12-12 22-34 28-60 12zM504 116c10-20 26-28 46-26-8 20-24 28-46 26zM476 104c-18-10-28-26-26-46 20 8 28 24 26 46z"/>
</g>
${body(
  'vase',
  'M388 232c2 74-118 116-118 230 0 92 52 140 116 140h108c64 0 116-48 116-140 0-114-120-156-118-230z',
  `<path class="shade" d="M452 232h200v380H440c60-22 96-78 94-158-4-92-82-134-82-222z"/>
  <path class="clay" d="M250 536c22-14 52 4 78 8 32 4 58-14 92-4 36 10 62 8 96-4 26-8 50 6 74-6 20-8 34-6 50 0v90H250z"/>`,
)}
<ellipse class="rim" cx="440" cy="232" rx="53" ry="14"/>
<ellipse class="deep" cx="440" cy="234" rx="42" ry="9"/>
<path class="stalk" d="M444 240c-1-14-1-22 0-36"/>
<path class="shine" d="M318 420c-10 30-10 56-2 84"/>`;

const CUPS = `
<ellipse class="shadow" cx="346" cy="590" rx="168" ry="26"/>
<ellipse class="shadow" cx="588" cy="596" rx="150" ry="24"/>
${body(
  'cups',
  'M216 300h216v196c0 62-38 96-108 96s-108-34-108-96zM476 378h204v128c0 62-36 92-102 92s-102-30-102-92z',
  `<path class="shade" d="M362 300h80v300H320c36-28 44-66 42-132zM614 378h80v230H572c34-26 44-62 42-124z"/>
  <path class="clay" d="M200 520c26-12 52 10 88 8 30-2 48 14 76 4 32-10 50 6 76-6v80H200zM460 536c24-12 46 6 76 2 34-4 58 12 88 2 26-8 50 4 76-6v80H460z"/>`,
)}
<ellipse class="rim" cx="324" cy="300" rx="108" ry="27"/>
<ellipse class="deep" cx="324" cy="302" rx="97" ry="21"/>
<ellipse class="tea" cx="324" cy="309" rx="87" ry="14"/>
<path class="shine" d="M246 344c0 56 0 96 6 136"/>
<ellipse class="rim" cx="578" cy="378" rx="102" ry="26"/>
<ellipse class="deep" cx="578" cy="380" rx="91" ry="20"/>
<ellipse class="tea" cx="578" cy="387" rx="81" ry="13"/>
<path class="shine" d="M504 420c0 34 1 62 6 88"/>`;

const SHAPES: Readonly<Record<DrawingId, string>> = {
  mug: MUG,
  plate: PLATE,
  vase: VASE,
  cups: CUPS,
};
