/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Run inside of the page: each function is sent there as text, so it may use nothing from outside of itself.

/** Fills and strokes that name a pattern or a variable that the page does not have. */
export function missingPaint(): string[] {
  const paints = [...document.querySelectorAll('svg *')].flatMap((element) => [
    element.getAttribute('fill') ?? '',
    element.getAttribute('stroke') ?? '',
  ]);
  const named = (what: RegExp) => [
    ...new Set(paints.flatMap((paint) => [...paint.matchAll(what)].map(([, name]) => name ?? ''))),
  ];
  const styles = getComputedStyle(document.documentElement);
  return [
    ...named(/url\(#([^)]+)\)/g).filter((id) => document.getElementById(id) === null),
    ...named(/var\((--[^)]+)\)/g).filter((variable) => styles.getPropertyValue(variable) === ''),
  ];
}

/** Texts whose colour is too near to the nearest background. */
export function lowContrast(): string[] {
  const parse = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]: readonly number[]) => {
    const linear = [r!, g!, b!].map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
  };
  const background = (element: Element | null): readonly number[] => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if ((colour[3] ?? 1) > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low: string[] = [];
  for (const element of document.querySelectorAll('body *:not(svg *)')) {
    const own = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== '',
    );
    if (!own) continue;
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(background(element))].sort(
      (x, y) => y - x,
    );
    const ratio = (a! + 0.05) / (b! + 0.05);
    if (ratio < 4.5) low.push(`${element.tagName} "${element.textContent!.trim().slice(0, 30)}" ${ratio.toFixed(2)}`);
  }
  return low;
}
