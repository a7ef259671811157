// Limits as a calendar file (RFC 5545): a day each, with a reminder the day before.

const encoder = new TextEncoder();

/** A line of at most 75 bytes, continued on the next ones. @param {string} line */
export function folded(line) {
  const rows = [''];
  let bytes = 0;
  for (const sign of line) {
    const size = encoder.encode(sign).length;
    if (bytes + size > 75) {
      rows.push(' ');
      bytes = 1;
    }
    rows[rows.length - 1] += sign;
    bytes += size;
  }
  return rows.join('\r\n');
}

/** @param {string} text */
const escaped = (text) => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\n/g, '\\n');
/** @param {string} day as 2008-09-26 */
const compact = (day) => day.replaceAll('-', '');

/** @param {string} day */
function next(day) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/**
 * @param {{ what: string, day: string }[]} limits
 * @param {{ name: string, number: string, url: string, now: Date }} about
 */
export function calendar(limits, { name, number, url, now }) {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const events = limits.flatMap(({ what, day }, nth) => ['BEGIN:VEVENT', `UID:${number}-${compact(day)}-${nth}@gongshi`, `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${compact(day)}`, `DTEND;VALUE=DATE:${compact(next(day))}`, `SUMMARY:${escaped(`${what}：${name}`)}`,
    `DESCRIPTION:${escaped('以主管税务机关告知的期限为准。')}`, `URL:${url}`, 'TRANSP:TRANSPARENT',
    'BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${escaped(what)}`, 'TRIGGER:-P1D', 'END:VALARM', 'END:VEVENT']);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//gongshi//objection//ZH', ...events, 'END:VCALENDAR', '']
    .map(folded).join('\r\n');
}
