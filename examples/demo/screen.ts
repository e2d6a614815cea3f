import { styleText } from 'node:util';
import { layOutTable, type Column } from './text-table.ts';
import type { LogRow, RouteRow, ServiceRow, SliRow, TraceRow, View } from './view.ts';

export interface ScreenOptions {
  /** Lines to fill at most; the newest traces and logs share what the tables above leave. */
  readonly height: number;
  readonly colour: boolean;
}

/** Fewest traces and logs shown, however small the window. */
const RECENT_MIN = 3;
/** Lines around the two lists: a blank line, a heading and titles for each. */
const LIST_FRAME_LINES = 6;

type Style = Parameters<typeof styleText>[0];

/** Draws the whole screen as lines of text. */
export function drawScreen(view: View, { height, colour }: ScreenOptions): string[] {
  const style = (name: Style, text: string) =>
    colour ? styleText(name, text, { validateStream: false }) : text;
  const tables = [
    heading(view, style),
    '',
    ...section('Services', serviceColumns(), view.services, style),
    '',
    ...section('Routes', routeColumns(style), view.routes, style),
    '',
    ...section('SLIs', sliColumns(style), view.slis, style),
  ];
  const recent = Math.max(RECENT_MIN, Math.floor((height - tables.length - LIST_FRAME_LINES) / 2));
  const traces = view.traces.slice(0, recent);
  return [
    ...tables,
    '',
    ...section('Last traces', traceColumns(style), traces, style),
    '',
    ...section('Their logs', logColumns(style), logsOf(traces, view.logs).slice(0, recent), style),
  ];
}

/** Logs and spans arrive at their own pace; those of the same requests are what a reader wants side by side. */
function logsOf(traces: readonly TraceRow[], logs: readonly LogRow[]): readonly LogRow[] {
  const ids = new Set(traces.map(({ traceId }) => traceId));
  return logs.filter(({ traceId }) => ids.has(traceId));
}

type Paint = (name: Style, text: string) => string;

function heading(view: View, style: Paint): string {
  const { sent, spans, logRecords, endpoint } = view;
  const counts = `${sent} requests sent · ${spans} spans and ${logRecords} logs received on ${endpoint}`;
  return `${style('bold', '@org/observe')}  ${counts}`;
}

function section<Row>(
  title: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: Paint,
): string[] {
  const [titles = '', ...lines] = layOutTable(columns, rows);
  return [style('bold', title), style('dim', titles), ...lines];
}

function serviceColumns(): Column<ServiceRow>[] {
  return [
    { title: 'service', text: (row) => row.name },
    { title: 'version', text: (row) => row.version },
    { title: 'requests', align: 'right', text: (row) => String(row.requests) },
  ];
}

function routeColumns(style: Paint): Column<RouteRow>[] {
  return [
    { title: 'service', text: (row) => row.service },
    { title: 'route', text: (row) => row.route, widthMax: 48 },
    { title: 'requests', align: 'right', text: (row) => String(row.requests) },
    {
      title: '5xx',
      align: 'right',
      text: (row) => String(row.errors),
      paint: (cell, row) => (row.errors > 0 ? style('red', cell) : cell),
    },
    { title: 'p50', align: 'right', text: (row) => milliseconds(row.p50Ms) },
    { title: 'p99', align: 'right', text: (row) => milliseconds(row.p99Ms) },
  ];
}

function sliColumns(style: Paint): Column<SliRow>[] {
  return [
    { title: 'service', text: (row) => row.service },
    { title: 'sli', text: (row) => row.name },
    { title: 'good', align: 'right', text: (row) => String(row.good) },
    {
      title: 'bad',
      align: 'right',
      text: (row) => String(row.bad),
      paint: (cell, row) => (row.bad > 0 ? style('red', cell) : cell),
    },
    { title: 'excluded', align: 'right', text: (row) => String(row.excluded) },
    { title: 'good / valid', align: 'right', text: ratio },
  ];
}

function traceColumns(style: Paint): Column<TraceRow>[] {
  return [
    { title: 'trace id', text: (row) => row.traceId, paint: (cell) => style('cyan', cell) },
    {
      title: 'root',
      text: (row) => row.root,
      widthMax: 44,
      paint: (cell, row) => (row.failed ? style('red', cell) : cell),
    },
    { title: 'spans', align: 'right', text: (row) => String(row.spans) },
    { title: 'took', align: 'right', text: (row) => milliseconds(row.durationMs) },
    { title: 'services', text: (row) => row.services.join(' → ') },
  ];
}

function logColumns(style: Paint): Column<LogRow>[] {
  return [
    { title: 'trace id', text: (row) => row.traceId || '-', paint: (cell) => style('cyan', cell) },
    { title: 'time', text: (row) => new Date(row.timeMs).toISOString().slice(11, 23) },
    { title: 'service', text: (row) => row.service },
    { title: 'level', text: (row) => row.level },
    { title: 'message', text: (row) => row.message, widthMax: 56 },
  ];
}

/** No events is not a perfect ratio: it is none. */
function ratio({ good, bad }: SliRow): string {
  return good + bad === 0 ? '-' : `${((good / (good + bad)) * 100).toFixed(2)} %`;
}

function milliseconds(value: number | undefined): string {
  if (value === undefined) return '-';
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}
