import { describe, expect, it } from 'vitest';
import { conclusionOf, metricFingerprint } from '../../../src/audit/verdict/conclusion.ts';
import { alertsAfter, gate, overallStatus } from '../../../src/audit/verdict/gate.ts';
import type {
  AuditStatus,
  FindingRecord,
  MetricRecord,
  WaiverRecord,
} from '../../../src/domain/audit-record.ts';

const NAMES = {
  ...{ check: 'O1', metric: 'share_ratio', task: 'negative', stratum: null },
  ...{ attribute: 'language', group: 'pt', reference: '(rest)' },
};
const LOWER = metricFingerprint(NAMES, 'lower');
const day = (n: number) => new Date(Date.UTC(2026, 0, n));

function observe(status: AuditStatus, direction: MetricRecord['direction'] = 'lower', group = 'pt') {
  return { ...NAMES, group, status, direction, sentence: `${group}: ${status}` } as MetricRecord;
}

function audited(
  n: number,
  known: readonly FindingRecord[],
  metrics: MetricRecord[],
  waivers: WaiverRecord[],
) {
  const before = { auditId: n, known, waivers };
  return [...conclusionOf(metrics, before, { failOn: 'fail', require: [] }, day(n)).findings];
}

/** Runs audits 1, 2, … one after the other, each with its metrics. */
function audits(metrics: MetricRecord[][], waivers: WaiverRecord[] = []): FindingRecord[] {
  return metrics.reduce<FindingRecord[]>((known, own, i) => audited(i + 1, known, own, waivers), []);
}

describe('a finding', () => {
  it('keeps its fingerprint whatever its values are', () => {
    expect(LOWER).toMatch(/^[0-9a-f]{32}$/);
    expect(metricFingerprint({ ...NAMES }, 'lower')).toBe(LOWER);
    expect(metricFingerprint(NAMES, 'higher')).not.toBe(LOWER);
    expect(metricFingerprint({ ...NAMES, group: 'es' }, 'lower')).not.toBe(LOWER);
    // The parts cannot run into each other.
    expect(metricFingerprint({ ...NAMES, attribute: 'a', group: 'bc' }, 'lower')).not.toBe(
      metricFingerprint({ ...NAMES, attribute: 'ab', group: 'c' }, 'lower'),
    );
  });

  it('is new, then ongoing, then resolved, then new again', () => {
    expect(audits([[observe('warn')]])).toEqual([
      {
        fingerprint: LOWER,
        firstAuditId: 1,
        lastAuditId: 1,
        auditsSeen: 1,
        state: 'new',
        severity: 'warn',
        metricOrdinal: 0,
        sentence: 'pt: warn',
      },
    ]);
    expect(audits([[observe('warn')], [observe('pass', 'lower', 'es'), observe('fail')]])[0]).toMatchObject({
      ...{ firstAuditId: 1, lastAuditId: 2, auditsSeen: 2, state: 'ongoing', severity: 'fail' },
      ...{ metricOrdinal: 1, sentence: 'pt: fail' },
    });
    expect(audits([[observe('warn')], [observe('pass')]])[0]).toMatchObject({
      ...{ lastAuditId: 1, state: 'resolved', sentence: 'pt: warn' },
    });
    expect(audits([[observe('warn')], [observe('pass')], [observe('warn')]])[0]).toMatchObject({
      ...{ firstAuditId: 1, auditsSeen: 2, state: 'new' },
    });
  });

  it('is not resolved by an audit that could not tell or did not look', () => {
    expect(audits([[observe('warn')], [observe('warn')], [observe('insufficient')]])[0]!.state).toBe(
      'ongoing',
    );
    expect(audits([[observe('warn')], []])[0]!.state).toBe('new');
    expect(audits([[observe('insufficient')]])).toEqual([]);
  });

  it('is another one when the gap changes its direction', () => {
    const turned = audits([[observe('warn', 'lower')], [observe('warn', 'higher')]]);
    expect(turned.map(({ fingerprint: key, state }) => [key === LOWER, state]).sort()).toEqual([
      [false, 'new'],
      [true, 'resolved'],
    ]);
  });

  it('counts once when an audit is repeated', () => {
    const first = audits([[observe('warn')]]);
    expect(audited(1, first, [observe('warn')], [])).toEqual(first);
  });

  it('is accepted until the waiver ends, then counts again', () => {
    const waiver = { fingerprint: LOWER, modelHash: null, reason: 'known', byWhom: 'ana', until: day(2) };
    const states = [1, 2, 3].map((n) => {
      return audits(new Array(n).fill([observe('fail')]), [waiver])[0]!.state;
    });
    expect(states).toEqual(['accepted', 'accepted', 'ongoing']);
    expect(audits([[observe('fail')], [observe('fail')], []], [waiver])[0]!.state).toBe('ongoing');
  });
});

describe('the gate', () => {
  const metric = (status: AuditStatus, waived = false, check = 'O4') => ({ check, status, waived });
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

  it('alerts when a finding is seen on two of three audits', () => {
    expect(alertsAfter([true])).toBe(false);
    expect(alertsAfter([true, true])).toBe(true);
    expect(alertsAfter([true, false, true])).toBe(true);
    expect(alertsAfter([true, true, false])).toBe(false);
    expect(alertsAfter([true, true, false, false, true])).toBe(false);
  });
});
