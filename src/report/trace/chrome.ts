import { play, titleOf, type Cut, type Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/**
 * A trace as Chrome's JSON (chrome://tracing, ui.perfetto.dev): complete events on one thread a track, counters by name. Times are microseconds with decimals.
 * Tracks within others stand beside them: those of a population under its name too.
 */
export function renderChrome(trace: Trace): { readonly text: string; readonly cuts: readonly Cut[] } {
  const events: string[] = [];
  const cuts = play(trace, chromeTimeline(events, titleOf(trace)));
  const head = { displayTimeUnit: 'ns', otherData: { model: trace.model, target: trace.target, times: trace.clock.source } };
  return { text: `${JSON.stringify(head).slice(0, -1)},"traceEvents":[\n${events.join(',\n')}\n]}\n`, cuts };
}

const PROCESS = 1;

function chromeTimeline(events: string[], title: string): Timeline {
  // By thread, from 1: what it is called, and what tracks within it are called first.
  const names = [''];
  const prefixes = [''];
  const put = (event: Readonly<Record<string, unknown>>): void => { events.push(JSON.stringify({ pid: PROCESS, ...event })); };
  const time = (at_s: number): number => Number((at_s * 1e6).toFixed(6));
  put({ ph: 'M', name: 'process_name', args: { name: title } });
  return {
    track: (name, within, counter) => {
      const full = within === null ? name : `${prefixes[within]!}${name}`;
      // Viewers show about twenty letters: the names of the outermost tracks would fill them.
      const tid = names.push(full) - 1;
      prefixes.push(within === null ? '' : `${full}: `);
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
