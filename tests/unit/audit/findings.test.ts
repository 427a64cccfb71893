import { describe, expect, it } from 'vitest';
import {
  advanceFindings,
  type Direction,
  type Finding,
  fingerprint,
  type Observation,
  type Waiver,
} from '../../../src/audit/verdict/findings.ts';
import { alertsAfter, gate, overallStatus } from '../../../src/audit/verdict/gate.ts';
import type { Status } from '../../../src/audit/verdict/status.ts';

const IDENTITY = { check: 'O1', task: 'negative', attribute: 'language', group: 'pt', reference: '(rest)' };
const LOWER = fingerprint(IDENTITY, 'lower');
const night = (n: number) => ({ id: `run${n}`, at: new Date(Date.UTC(2026, 0, n)) });

function observe(status: Status, direction: Direction = 'lower', group = 'pt'): Observation {
  return { identity: { ...IDENTITY, group }, status, direction, metricId: `m-${group}` };
}

/** Runs nights one after the other, each with its observations. */
function nights(observations: Observation[][], waivers: Waiver[] = []): Finding[] {
  return observations.reduce<Finding[]>(
    (known, observed, i) => advanceFindings(known, observed, waivers, night(i + 1)),
    [],
  );
}

describe('a finding', () => {
  it('keeps its fingerprint whatever its values are', () => {
    expect(LOWER).toMatch(/^[0-9a-f]{32}$/);
    expect(fingerprint({ ...IDENTITY }, 'lower')).toBe(LOWER);
    expect(fingerprint(IDENTITY, 'higher')).not.toBe(LOWER);
    expect(fingerprint({ ...IDENTITY, group: 'es' }, 'lower')).not.toBe(LOWER);
    // The parts cannot run into each other.
    expect(fingerprint({ ...IDENTITY, attribute: 'a', group: 'bc' }, 'lower')).not.toBe(
      fingerprint({ ...IDENTITY, attribute: 'ab', group: 'c' }, 'lower'),
    );
  });

  it('is new, then ongoing, then resolved, then new again', () => {
    expect(nights([[observe('warn')]])).toEqual([
      {
        fingerprint: LOWER,
        firstRunId: 'run1',
        lastRunId: 'run1',
        runsSeen: 1,
        state: 'new',
        severity: 'warn',
        metricId: 'm-pt',
      },
    ]);
    expect(nights([[observe('warn')], [observe('fail')]])[0]).toMatchObject({
      firstRunId: 'run1',
      lastRunId: 'run2',
      runsSeen: 2,
      state: 'ongoing',
      severity: 'fail',
    });
    expect(nights([[observe('warn')], [observe('pass')]])[0]).toMatchObject({
      lastRunId: 'run1',
      state: 'resolved',
    });
    expect(nights([[observe('warn')], [observe('pass')], [observe('warn')]])[0]).toMatchObject({
      firstRunId: 'run1',
      runsSeen: 2,
      state: 'new',
    });
  });

  it('is not resolved by a run that could not tell or did not look', () => {
    expect(nights([[observe('warn')], [observe('warn')], [observe('insufficient')]])[0]!.state).toBe(
      'ongoing',
    );
    expect(nights([[observe('warn')], []])[0]!.state).toBe('new');
    expect(nights([[observe('insufficient')]])).toEqual([]);
  });

  it('is another one when the gap turns round', () => {
    const turned = nights([[observe('warn', 'lower')], [observe('warn', 'higher')]]);
    expect(turned.map(({ fingerprint: key, state }) => [key === LOWER, state]).sort()).toEqual([
      [false, 'new'],
      [true, 'resolved'],
    ]);
  });

  it('counts once when a run is done again', () => {
    const first = nights([[observe('warn')]]);
    expect(advanceFindings(first, [observe('warn')], [], night(1))).toEqual(first);
  });

  it('is accepted until the waiver ends, then counts again', () => {
    const waiver = { fingerprint: LOWER, reason: 'known', byWhom: 'ana', until: night(2).at };
    const states = [1, 2, 3].map((n) => {
      return nights(new Array(n).fill([observe('fail')]), [waiver])[0]!.state;
    });
    expect(states).toEqual(['accepted', 'accepted', 'ongoing']);
    expect(nights([[observe('fail')], [observe('fail')], []], [waiver])[0]!.state).toBe('ongoing');
  });
});

describe('the gate', () => {
  const metric = (status: Status, waived = false, check = 'O4') => ({ check, status, waived });
  const policy = { failOn: 'fail', require: ['O4'] } as const;

  it('stops on failures that nobody waived', () => {
    expect(gate([metric('fail'), metric('pass')], policy)).toBe('fail');
    expect(gate([metric('fail', true), metric('pass')], policy)).toBe('pass');
    expect(gate([metric('warn'), metric('pass')], policy)).toBe('pass');
    expect(gate([metric('warn')], { ...policy, failOn: 'warn' })).toBe('fail');
  });

  it('passes only where required checks could tell', () => {
    expect(gate([metric('insufficient'), metric('pass', false, 'O1')], policy)).toBe('insufficient');
    expect(gate([metric('pass', false, 'O1')], policy)).toBe('insufficient');
    expect(gate([metric('insufficient'), metric('pass')], policy)).toBe('pass');
    expect(gate([], { ...policy, require: [] })).toBe('pass');
  });

  it('names the worst status of a run', () => {
    expect(overallStatus(['pass', 'warn', 'fail'])).toBe('fail');
    expect(overallStatus(['pass', 'insufficient', 'warn'])).toBe('warn');
    expect(overallStatus(['pass', 'insufficient'])).toBe('pass');
    expect(overallStatus(['insufficient'])).toBe('insufficient');
  });

  it('alerts when a finding is seen on two of three nights', () => {
    expect(alertsAfter([true])).toBe(false);
    expect(alertsAfter([true, true])).toBe(true);
    expect(alertsAfter([true, false, true])).toBe(true);
    expect(alertsAfter([true, true, false])).toBe(false);
    expect(alertsAfter([true, true, false, false, true])).toBe(false);
  });
});
