import { play, titleOf, type Cut, type Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/**
 * A trace as Chrome's JSON (chrome://tracing, ui.perfetto.dev): complete events on one thread a track, counters by name. Times are microseconds with decimals.
 * Tracks within others stand beside them under both names.
 */
export function renderChrome(trace: Trace): { readonly text: string; readonly cuts: readonly Cut[] } {
  const events: string[] = [];
  const cuts = play(trace, chromeTimeline(events, titleOf(trace)));
  const head = { displayTimeUnit: 'ns', otherData: { model: trace.model, target: trace.target, times: trace.clock.source } };
  return { text: `${JSON.stringify(head).slice(0, -1)},"traceEvents":[\n${events.join(',\n')}\n]}\n`, cuts };
}

const PROCESS = 1;

function chromeTimeline(events: string[], title: string): Timeline {
  const names: string[] = [];
  const put = (event: Readonly<Record<string, unknown>>): void => { events.push(JSON.stringify({ pid: PROCESS, ...event })); };
  const time = (at_s: number): number => Number((at_s * 1e6).toFixed(6));
  put({ ph: 'M', name: 'process_name', args: { name: title } });
  return {
    track: (name, within, counter) => {
      const full = within === null ? name : `${names[within]}: ${name}`;
      const tid = names.push(full) - 1;
      if (counter === undefined) {
        put({ ph: 'M', name: 'thread_name', tid, args: { name: full } });
        put({ ph: 'M', name: 'thread_sort_index', tid, args: { sort_index: tid } });
      }
      return tid;
    },
    slice: (tid, begin_s, end_s, name) => put({ ph: 'X', tid, ts: time(begin_s), dur: time(end_s - begin_s), name }),
    instant: (tid, at_s, name) => put({ ph: 'i', s: 't', tid, ts: time(at_s), name }),
    count: (tid, at_s, value) => put({ ph: 'C', tid, ts: time(at_s), name: names[tid], args: { value } }),
  };
}
